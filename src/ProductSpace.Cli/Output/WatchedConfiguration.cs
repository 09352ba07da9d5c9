using System.CommandLine;

namespace ProductSpace.Cli.Output;

/// <summary>How a command line is run, with who receives the progress of the verb beside the terminal.</summary>
internal sealed class WatchedConfiguration : InvocationConfiguration
{
    public IProgress<BuildProgress>? Watcher { get; init; }
}
