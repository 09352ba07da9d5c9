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

    /// <summary>Interrupted by itself once it wrote a line with these words.</summary>
    public static (int Code, string Out, string Error) RunUntil(string words, params string[] args)
    {
        using CancellationTokenSource source = new();
        using CancellingWriter output = new(words, source);
        using StringWriter error = new();
        int code = CommandLine.RunAsync(args, output, error, source.Token).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }
}
