namespace ProductSpace.Cli;

/// <summary>Exit codes of the command line.</summary>
internal static class ExitCode
{
    /// <summary>The work is done.</summary>
    public const int Done = 0;

    /// <summary>Input was refused or a check failed; one line says what, where, and what to do.</summary>
    public const int Refused = 1;

    /// <summary>Options are wrong or contradict each other.</summary>
    public const int WrongUsage = 2;

    /// <summary>The user interrupted the work.</summary>
    public const int Interrupted = 130;
}
