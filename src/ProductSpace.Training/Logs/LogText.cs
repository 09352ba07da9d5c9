using System.Text;
using System.Text.Unicode;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Logs;

/// <summary>Checks single cells, and quotes them for messages.</summary>
internal static class LogText
{
    private const int ShownBytes = 40;

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell) => cell.Trim(" \t"u8);

    /// <summary>Refuses what cannot be an id. The message does not show it, since it may identify a person.</summary>
    public static void RequireId(ReadOnlySpan<byte> id, LogRows rows, string ours)
    {
        if (id.Length > EmbeddingLimits.MaxIdBytes)
        {
            throw new TrainingInputException(
                $"{rows.Where}: the {ours} id has {id.Length:N0} bytes, {EmbeddingLimits.MaxIdBytes:N0} are "
                + $"possible; is --column {ours}=... the right column?");
        }

        if (id.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
        {
            throw new TrainingInputException($"{rows.Where}: the {ours} id holds a line break; remove it");
        }

        if (!Utf8.IsValid(id))
        {
            throw new TrainingInputException($"{rows.Where}: the {ours} id is no valid UTF-8; write the file as UTF-8");
        }
    }

    public static string Quote(ReadOnlySpan<byte> cell)
    {
        bool isCut = cell.Length > ShownBytes;
        StringBuilder text = new("\"");
        foreach (Rune rune in Encoding.UTF8.GetString(isCut ? cell[..ShownBytes] : cell).EnumerateRunes())
        {
            text.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return text.Append(isCut ? "...\"" : "\"").ToString();
    }
}
