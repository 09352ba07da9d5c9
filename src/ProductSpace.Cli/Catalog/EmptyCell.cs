namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Recognises the words by which programs write that a cell holds nothing. They are fewer than
/// <see cref="Storage.NothingText"/> knows for logs: a name or a brand may be "Nat" or "N/A".
/// </summary>
internal static class EmptyCell
{
    /// <summary>Returns a trimmed cell; empty for NULL, \N, nan and none in any case.</summary>
    public static string Of(string cell)
    {
        ReadOnlySpan<char> text = cell.AsSpan().Trim();
        return text.Length is > 0 and <= 4
            && (text is "\\N"
                || text.Equals("null", StringComparison.OrdinalIgnoreCase)
                || text.Equals("nan", StringComparison.OrdinalIgnoreCase)
                || text.Equals("none", StringComparison.OrdinalIgnoreCase))
            ? string.Empty
            : cell.Trim();
    }
}
