namespace ProductSpace.Cli.Tests;

/// <summary>Runs the command line in process.</summary>
internal static class Cli
{
    public static (int Code, string Out, string Error) Run(params string[] args) => Run(CancellationToken.None, args);

    public static (int Code, string Out, string Error) Run(CancellationToken cancellationToken, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.RunAsync(args, output, error, cancellationToken).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line, and returns the progress that it reported, in order.</summary>
    public static (int Code, string Error, IReadOnlyList<BuildProgress> Progress) Watch(params string[] args)
    {
        Reports reports = new();
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.RunAsync(args, output, error, reports, CancellationToken.None).GetAwaiter().GetResult();
        return (code, error.ToString(), reports.All);
    }

    /// <summary>Interrupted by itself once it wrote a line with these words.</summary>
    public static (int Code, string Out, string Error) RunUntil(string words, params string[] args)
    {
        using CancellationTokenSource source = new();
        using CancellingWriter output = new(words, source);
        using StringWriter error = new();
        int code = CommandLine.RunAsync(args, output, error, source.Token).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Keeps what was reported, from any thread.</summary>
    private sealed class Reports : IProgress<BuildProgress>
    {
        private readonly List<BuildProgress> _all = [];

        public IReadOnlyList<BuildProgress> All
        {
            get
            {
                lock (_all)
                {
                    return [.. _all];
                }
            }
        }

        public void Report(BuildProgress value)
        {
            lock (_all)
            {
                _all.Add(value);
            }
        }
    }
}
