using System.Text;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Builds refusals of one line: file, fault and place, remedy. Text taken from the file is shortened and made
/// printable.
/// </summary>
internal static class Refusal
{
    public const string Recopy = "copy or export the file again";

    private const int ShownBytes = 60;

    public static EmbeddingFormatException Of(string path, string fault, string remedy, Exception? inner = null) =>
        new(path, $"{path}: {fault}; {remedy}", inner);

    /// <summary>Checks a declared dimension against the limit and against what the caller expects.</summary>
    public static int Dimension(string path, long declared, EmbeddingReadOptions options)
    {
        if (declared is < 1 or > EmbeddingLimits.MaxDimension)
        {
            throw Of(
                path,
                $"declares {declared} numbers per row; 1 to {EmbeddingLimits.MaxDimension} are possible",
                "check that this is the embedding file");
        }

        if (options.Dimension is int expected && expected != declared)
        {
            throw Of(
                path,
                $"has {declared} numbers per row; {expected} were expected",
                "correct the stated dimension or choose the other file");
        }

        return (int)declared;
    }

    /// <summary>Checks a declared or found number of rows; ordinals are 32-bit.</summary>
    public static int Rows(string path, long declared) => declared switch
    {
        < 1 => throw Of(path, "holds no rows", "choose a file with at least one vector"),
        > int.MaxValue =>
            throw Of(
                path,
                $"declares {declared} rows; {int.MaxValue} are possible",
                "check that this is the embedding file, or split it"),
        _ => (int)declared,
    };

    public static string Quote(ReadOnlySpan<byte> text)
    {
        bool cut = text.Length > ShownBytes;
        StringBuilder shown = new("'");
        foreach (Rune rune in Encoding.UTF8.GetString(cut ? text[..ShownBytes] : text).EnumerateRunes())
        {
            shown.Append(Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) && rune.Value != ' ' ? "?" : rune.ToString());
        }

        return shown.Append(cut ? "...'" : "'").ToString();
    }
}
