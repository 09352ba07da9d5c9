namespace ProductSpace.Cli;

/// <summary>Options that make no sense together; ends in exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
