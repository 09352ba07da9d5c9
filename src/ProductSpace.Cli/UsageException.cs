namespace ProductSpace.Cli;

/// <summary>
/// Options that contradict each other or are out of range; leads to <see cref="ExitCode.WrongUsage"/>.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);
