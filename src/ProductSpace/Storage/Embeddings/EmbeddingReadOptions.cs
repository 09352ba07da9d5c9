namespace ProductSpace.Storage.Embeddings;

/// <summary>What the file alone does not say. Everything is optional; a stated value that the file contradicts is refused.</summary>
internal sealed record EmbeddingReadOptions
{
    /// <summary>Numbers in a row. Needed only for text without a header whose ids hold spaces.</summary>
    public int? Dimension { get; init; }

    /// <summary>Name of the tensor in a safetensors file that holds several matrices.</summary>
    public string? Tensor { get; init; }

    /// <summary>
    /// Where files of variable row length are unpacked: about 4 bytes a number. The default is the system's temporary
    /// directory, which is memory on some machines; a builder does better to name the directory it writes to.
    /// </summary>
    public string? TemporaryDirectory { get; init; }

    /// <summary>Unpacks into memory, without scratch files: for small files only, such as those of tests.</summary>
    public bool UnpackInMemory { get; init; }
}
