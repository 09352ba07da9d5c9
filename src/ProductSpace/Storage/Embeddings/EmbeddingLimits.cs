namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Limits on what a file may declare, so that no number in it decides how much memory is allocated. Each is far above
/// what trained files hold.
/// </summary>
internal static class EmbeddingLimits
{
    /// <summary>Five times the widest embedding models in use (12,288); a row of float32 stays below 256 KiB.</summary>
    public const int MaxDimension = 65_535;

    /// <summary>word2vec.c cuts ids near 100 bytes; URLs used as ids reach 2,000.</summary>
    public const int MaxIdBytes = 4096;

    /// <summary>
    /// Limit of a first line, which is read before the dimension is known: the widest row at 256 bytes per number.
    /// </summary>
    public const int MaxFirstLineBytes = 16 << 20;

    /// <summary>numpy itself writes 128 bytes for a plain matrix.</summary>
    public const int MaxNpyHeaderBytes = 1 << 20;

    /// <summary>The limit of the safetensors reference reader.</summary>
    public const int MaxSafetensorsHeaderBytes = 100_000_000;

    /// <summary>A double printed in full takes 25 characters, its separator one.</summary>
    private const int MaxNumberBytes = 64;

    /// <summary>Longest text row of a dimension.</summary>
    public static int MaxLineBytes(int dimension) => MaxIdBytes + (MaxNumberBytes * dimension);
}
