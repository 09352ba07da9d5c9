using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Text;

/// <summary>Forms of text that are read here.</summary>
internal enum TextFormKind
{
    /// <summary>Not one of ours: word2vec, fastText, GloVe, or no embedding file at all.</summary>
    None,
    JsonLines,
    Separated,
}

/// <summary>
/// Tells the forms of text apart by the first line. What the engine reads itself, fields between blanks or tabs that
/// are all numbers after the first, stays with it.
/// </summary>
/// <param name="Kind">The form.</param>
/// <param name="Separator">Separator of cells.</param>
internal readonly record struct TextForm(TextFormKind Kind, char Separator)
{
    private static readonly System.Buffers.SearchValues<byte> s_controls = System.Buffers.SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);

    /// <param name="head">First bytes of the text; the first line may go on behind them.</param>
    public static TextForm Of(ReadOnlySpan<byte> head)
    {
        head = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        head = head.TrimStart(" \r\n"u8);
        int feed = head.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = TextRow.Trim(feed < 0 ? head : head[..feed]);
        if (line.IsEmpty || line.IndexOfAny(s_controls) >= 0)
        {
            return default;
        }

        if (IsJson(line))
        {
            return new TextForm(TextFormKind.JsonLines, default);
        }

        if (IsEngines(line, isWhole: feed >= 0))
        {
            return default;
        }

        char separator = SeparatorOf(line, out int count);
        bool isVector = line[0] is (byte)'[' or (byte)'{' or (byte)'(' || line.StartsWith("\"["u8)
            || line.StartsWith("\"{"u8);
        return count > 0 || isVector ? new TextForm(TextFormKind.Separated, separator) : default;
    }

    /// <summary>An object with a name, or an array of numbers with commas.</summary>
    private static bool IsJson(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> inside = line[1..].TrimStart(" \t"u8);
        return line[0] == '{' ? inside.IsEmpty || inside[0] is (byte)'"' or (byte)'}'
            : line[0] == '[' && line.IndexOf((byte)',') is int comma && comma >= 0
                && line.IndexOf((byte)']') is int end && (end < 0 || (comma < end && end == line.Length - 1));
    }

    private static bool IsEngines(ReadOnlySpan<byte> line, bool isWhole)
    {
        int fields = 0;
        while (!line.IsEmpty)
        {
            int end = line.IndexOfAny((byte)' ', (byte)'\t');
            ReadOnlySpan<byte> field = end < 0 ? line : line[..end];
            bool isCut = end < 0 && !isWhole;
            if (fields > 0 && !isCut && !DecimalNumber.TryParse(field, out _))
            {
                return false;
            }

            fields++;
            line = end < 0 ? default : line[end..].TrimStart(" \t"u8);
        }

        return fields > 1;
    }

    /// <summary>
    /// Counts the candidates outside quotes and brackets; without any, a tab, which then separates nothing.
    /// </summary>
    private static char SeparatorOf(ReadOnlySpan<byte> line, out int count)
    {
        ReadOnlySpan<byte> candidates = ",;\t|"u8;
        Span<int> counts = stackalloc int[candidates.Length];
        bool isQuoted = false;
        int depth = 0;
        foreach (byte one in line)
        {
            isQuoted ^= one == (byte)'"';
            depth += one is (byte)'[' or (byte)'{' or (byte)'(' ? 1
                : one is (byte)']' or (byte)'}' or (byte)')' ? -1
                : 0;
            int candidate = candidates.IndexOf(one);
            if (candidate >= 0 && !isQuoted && depth <= 0)
            {
                counts[candidate]++;
            }
        }

        int best = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            best = counts[i] > counts[best] ? i : best;
        }

        count = counts[best];
        return count == 0 ? '\t' : (char)candidates[best];
    }
}
