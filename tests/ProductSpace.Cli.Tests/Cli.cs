namespace ProductSpace.Cli.Tests;

/// <summary>Runs the command line in process.</summary>
internal static class Cli
{
    public static (int Code, string Out, string Error) Run(params string[] args) => Run(CancellationToken.None, args);

    public static (int Code, string Out, string Error) Run(CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.RunAsync(args, output, error, cancellation).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }
}
