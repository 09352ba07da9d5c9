using System.Buffers;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Text;

/// <summary>
/// A vector that is written as one text: [0.1, 0.2] (pgvector, OpenAI, JSON), {0.1,0.2} (arrays of PostgreSQL),
/// (0.1 0.2), or numpy's [0.1 0.2]. Numbers are separated by commas or by blanks.
/// </summary>
internal static class VectorText
{
    private static readonly SearchValues<byte> s_ends = SearchValues.Create(", \t\r\n;"u8);

    /// <summary>Whether a cell can be a vector: it begins and ends with brackets of a kind.</summary>
    public static bool Looks(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t\r\n"u8);
        return cell.Length >= 2
            && (cell[0], cell[^1]) is ((byte)'[', (byte)']') or ((byte)'{', (byte)'}') or ((byte)'(', (byte)')')
            && (cell.Length == 2 || (cell[1] is not ((byte)'"' or (byte)'[' or (byte)'{')));
    }

    /// <summary>Parses a vector into a buffer that grows to the most numbers possible.</summary>
    /// <param name="cell">The text.</param>
    /// <param name="numbers">Receives the numbers.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="wrong">What is no number; empty if there are too many.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> cell, scoped ref float[] numbers, out int count, out ReadOnlySpan<byte> wrong)
    {
        ReadOnlySpan<byte> rest = cell.Trim(" \t\r\n"u8)[1..^1].Trim(" \t\r\n"u8);
        count = 0;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOfAny(s_ends);
            wrong = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
            if (count == EmbeddingLimits.MaxDimension)
            {
                wrong = default;
                return false;
            }

            if (count == numbers.Length)
            {
                Array.Resize(ref numbers, Math.Max(16, 2 * count));
            }

            if (!DecimalNumber.TryParse(wrong, out numbers[count]))
            {
                return false;
            }

            count++;
            rest = rest.TrimStart(" \t\r\n"u8);
            if (!rest.IsEmpty && rest[0] is (byte)',' or (byte)';')
            {
                rest = rest[1..].TrimStart(" \t\r\n"u8);
                if (rest.IsEmpty)
                {
                    wrong = rest;
                    return false;
                }
            }
        }

        wrong = default;
        return true;
    }
}
