using System.Text;

namespace ProductSpace.Evaluation.Reports;

/// <summary>Makes texts of a shop safe to show: ids, names and categories can hold anything.</summary>
internal static class ReportEscape
{
    private const char Replacement = '\uFFFD';

    /// <summary>Escapes text for HTML, in elements and in quoted attributes.</summary>
    public static string Html(string text)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (char character in text)
        {
            escaped.Append(character switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ => Shown(character).ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>Escapes text for a line or a table cell of Markdown.</summary>
    public static string Markdown(string text)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (char character in text)
        {
            switch (character)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' or '$':
                    escaped.Append('\\').Append(character);
                    break;
                default:
                    escaped.Append(Shown(character));
                    break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>Replaces what ends a line or changes the direction of writing.</summary>
    private static char Shown(char character) =>
        char.IsControl(character)
        || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069') or '\uFEFF'
            ? Replacement
            : character;
}
