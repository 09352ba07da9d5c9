using ProductSpace.Cli;
using ProductSpace.Memory;

if (OpenFileLimit.Read() is long limit and < OpenFileLimit.Least)
{
    Console.Error.WriteLine(
        $"this process may open {limit} files, {OpenFileLimit.Least} are needed; raise the limit (ulimit -n 1024)");
    return ExitCode.Refused;
}

return await CommandLine.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
