using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Finds the blank that ends the id of a row of word2vec .bin. The format has no length of an id, so that an id that
/// holds a blank is read wrong by most programs, and every number after it. Of several blanks that could be the end,
/// the right one is followed by the bytes of a vector and then by the next id, or by the end of the file.
/// </summary>
internal static class BinaryIdEnd
{
    private const int MostEnds = 16;

    /// <summary>Numbers of trained vectors; bytes that are shifted against them seldom all lie between.</summary>
    private const float LeastNumber = 1e-12f;
    private const float MostNumber = 1e12f;

    /// <summary>
    /// Returns the length of the id at the start of the source: -1 if there is no blank at all, and a refusal where
    /// more than one or none of the blanks can be its end.
    /// </summary>
    /// <param name="conversion">The file, for its source and messages.</param>
    /// <param name="row">Number of the row.</param>
    /// <param name="isLast">Whether no row follows.</param>
    /// <param name="dimension">Numbers in a vector.</param>
    /// <param name="endsInFeed">Whether line feeds follow the vectors; null if not known yet.</param>
    public static int Find(Conversion conversion, long row, bool isLast, int dimension, bool? endsInFeed)
    {
        ByteSource source = conversion.Source;
        Span<int> ends = stackalloc int[MostEnds];
        bool isUtf8 = conversion.Options.TextEncoding is null;
        int count = Candidates(source.Peek(EmbeddingLimits.MaxIdBytes + 1), isUtf8, ends);
        if (count < 2)
        {
            return count == 0 ? -1 : ends[0];
        }

        int vectorBytes = dimension * sizeof(float);
        ReadOnlySpan<byte> bytes = source.Peek(ends[count - 1] + vectorBytes + EmbeddingLimits.MaxIdBytes + 3);
        int found = -1;
        int possible = 0;
        int plausible = 0;
        foreach (int end in ends[..count])
        {
            ReadOnlySpan<byte> vector = bytes[(end + 1)..];
            if (vector.Length < vectorBytes || !CanFollow(vector[vectorBytes..], isLast, endsInFeed, isUtf8))
            {
                continue;
            }

            bool isPlausible = IsPlausible(vector[..vectorBytes]);
            if (possible == 0 || (isPlausible && plausible == 0))
            {
                found = end;
            }

            possible++;
            plausible += isPlausible ? 1 : 0;
        }

        return possible == 1 || plausible == 1
            ? found
            : throw Refusal.Of(
                conversion.Path,
                $"row {row} (byte {source.Position}) begins with {Refusal.Quote(bytes[..ends[count - 1]])}, where "
                    + (possible == 0 ? "no blank is" : "more than one blank could be")
                    + " the end of the id: ids hold blanks, or the file is cut or damaged",
                "export it as word2vec text, or as .npy with --ids, or replace the blanks in the ids");
    }

    /// <summary>Finds the blanks up to the first byte that is no text.</summary>
    private static int Candidates(ReadOnlySpan<byte> bytes, bool isUtf8, Span<int> ends)
    {
        int count = 0;
        for (int i = 0; i < bytes.Length && count < ends.Length; i++)
        {
            // The first blank counts whatever is before it, so that the refusal of the id can name its fault.
            if (bytes[i] == ' ' && (count == 0 || IsText(bytes[..i], isUtf8)))
            {
                ends[count++] = i;
            }
            else if (count > 0 && IsControl(bytes[i]))
            {
                break;
            }
        }

        return count;
    }

    private static bool IsText(ReadOnlySpan<byte> id, bool isUtf8) => id[^1] != ' ' && (!isUtf8 || Utf8.IsValid(id));

    /// <summary>Whether the bytes after a vector are the beginning of the next row, or the end.</summary>
    private static bool CanFollow(ReadOnlySpan<byte> bytes, bool isLast, bool? endsInFeed, bool isUtf8)
    {
        if (endsInFeed is true && !bytes.IsEmpty && bytes[0] != '\n')
        {
            return false;
        }

        bytes = bytes.TrimStart((byte)'\n');
        if (isLast)
        {
            return bytes.IsEmpty;
        }

        for (int i = 0; i < Math.Min(bytes.Length, EmbeddingLimits.MaxIdBytes + 1); i++)
        {
            if (bytes[i] == ' ')
            {
                return i > 0 && IsText(bytes[..i], isUtf8);
            }

            if (IsControl(bytes[i]))
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsControl(byte value) => value is < 0x20 or 0x7F;

    private static bool IsPlausible(ReadOnlySpan<byte> vector)
    {
        for (; vector.Length >= sizeof(float); vector = vector[sizeof(float)..])
        {
            float size = MathF.Abs(MemoryMarshal.Read<float>(vector));
            if (size != 0 && !(size is >= LeastNumber and <= MostNumber))
            {
                return false;
            }
        }

        return true;
    }
}
