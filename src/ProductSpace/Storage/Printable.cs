using System.Buffers;

namespace ProductSpace.Storage;

/// <summary>
/// Makes text from a file or a caller safe for a message or a terminal: control characters, and those that end a line
/// or change the direction of writing, become '?', so that a forged name can neither split a line, nor send commands to
/// a terminal, nor show other text than it holds.
/// </summary>
internal static class Printable
{
    /// <summary>Longest name that is shown in full.</summary>
    private const int Longest = 100;

    /// <summary>Control characters (C0, delete, C1), marks of direction, separators of lines and paragraphs.</summary>
    private static readonly SearchValues<char> s_hidden = SearchValues.Create(
        [
            .. Enumerate('\0', '\u001F'), .. Enumerate('\u007F', '\u009F'), '\u061C', '\u200E', '\u200F',
            .. Enumerate('\u2028', '\u202E'), .. Enumerate('\u2066', '\u2069'),
        ]);

    /// <summary>Makes a name printable and shortens it for a message.</summary>
    public static string Shown(string name) => Of(name.Length <= Longest ? name : name[..Longest] + "...");

    /// <summary>Replaces what cannot be shown.</summary>
    public static string Of(string text) =>
        !text.AsSpan().ContainsAny(s_hidden) ? text : string.Create(text.Length, text, static (shown, from) =>
        {
            for (int i = 0; i < shown.Length; i++)
            {
                shown[i] = IsHidden(from[i]) ? '?' : from[i];
            }
        });

    /// <summary>Returns whether a character must not reach a terminal.</summary>
    public static bool IsHidden(char character) => s_hidden.Contains(character);

    private static IEnumerable<char> Enumerate(char first, char last)
    {
        for (int character = first; character <= last; character++)
        {
            yield return (char)character;
        }
    }
}
