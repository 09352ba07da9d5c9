using System.Buffers;
using System.Text;

namespace ProductSpace.Storage;

/// <summary>
/// Words that exports write where a value is missing: the null of databases, of pandas, of JavaScript. A cell with one
/// of them is as good as empty. Letter case and blanks around do not count.
/// </summary>
internal static class NothingText
{
    private const int LongestBytes = 9;

    private static readonly string[] s_words =
        ["null", "nan", "none", "nil", "\\n", "undefined", "(null)", "<null>", "<na>", "n/a", "#n/a", "nat"];

    /// <summary>First letters of the words: most cells are told apart by theirs.</summary>
    private static readonly SearchValues<byte> s_firstBytes = SearchValues.Create("nNuU\\(<#"u8);

    /// <summary>Returns true if a UTF-8 cell holds no value.</summary>
    public static bool Is(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t"u8);
        if (cell.Length > LongestBytes)
        {
            return false;
        }

        if (cell.IsEmpty || !s_firstBytes.Contains(cell[0]))
        {
            return cell.IsEmpty;
        }

        foreach (string word in s_words)
        {
            if (Ascii.EqualsIgnoreCase(cell, word))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc cref="Is(ReadOnlySpan{byte})"/>
    public static bool Is(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim();
        if (cell.IsEmpty)
        {
            return true;
        }

        foreach (string word in s_words)
        {
            if (cell.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
