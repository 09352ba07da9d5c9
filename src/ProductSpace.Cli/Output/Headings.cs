namespace ProductSpace.Cli.Output;

/// <summary>
/// Headings: bold on a terminal, plain text elsewhere, and plain where the variable NO_COLOR is set (no-color.org) or
/// the terminal is a dumb one.
/// </summary>
internal static class Headings
{
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    private static bool IsAllowed { get; } = MayColour(
        Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM"));

    /// <summary>Returns whether the environment lets a terminal be coloured.</summary>
    /// <param name="noColour">Value of NO_COLOR; null where it is not set.</param>
    /// <param name="terminal">Value of TERM; null where it is not set.</param>
    public static bool MayColour(string? noColour, string? terminal) =>
        string.IsNullOrEmpty(noColour) && terminal != "dumb";

    /// <summary>Writes a line that heads others.</summary>
    public static void WriteHeading(this TextWriter output, string text)
    {
        if (output is PrintableWriter printable && IsAllowed && IsTerminal(printable.Inner))
        {
            // The marks are ours; the text between them goes the way of all text.
            printable.Inner.Write(Bold);
            printable.Write(text);
            printable.Inner.WriteLine(Plain);
            return;
        }

        output.WriteLine(text);
    }

    private static bool IsTerminal(TextWriter writer) => writer == Console.Out && !Console.IsOutputRedirected;
}
