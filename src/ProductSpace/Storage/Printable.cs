namespace ProductSpace.Storage;

/// <summary>
/// Text of a file or of a caller on its way into a message: control characters become '?', so that a forged name can neither
/// break a log line in two nor speak to a terminal.
/// </summary>
internal static class Printable
{
    /// <summary>Longest name that is shown whole.</summary>
    private const int Longest = 100;

    /// <summary>A name as it is shown in a message: printable, and not longer than a line bears.</summary>
    public static string Shown(string name) => Of(name.Length <= Longest ? name : name[..Longest] + "...");

    /// <summary>The same text without control characters.</summary>
    public static string Of(string text)
    {
        int first = 0;
        while (first < text.Length && !char.IsControl(text[first]))
        {
            first++;
        }

        return first == text.Length ? text : string.Create(text.Length, text, static (shown, from) =>
        {
            for (int i = 0; i < shown.Length; i++)
            {
                shown[i] = char.IsControl(from[i]) ? '?' : from[i];
            }
        });
    }
}
