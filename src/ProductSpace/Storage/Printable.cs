namespace ProductSpace.Storage;

/// <summary>
/// Makes text from a file or a caller safe for a message: control characters become '?', so that a forged name can
/// neither split a log line nor send commands to a terminal.
/// </summary>
internal static class Printable
{
    /// <summary>Longest name that is shown in full.</summary>
    private const int Longest = 100;

    /// <summary>Makes a name printable and shortens it for a message.</summary>
    public static string Shown(string name) => Of(name.Length <= Longest ? name : name[..Longest] + "...");

    /// <summary>Replaces control characters.</summary>
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
