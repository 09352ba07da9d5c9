using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Describes what the file itself does not say. Everything is optional; a value that the file contradicts is refused.
/// </summary>
internal sealed record EmbeddingReadOptions
{
    /// <summary>Dimension of the rows. Needed only for text without a header whose ids contain spaces.</summary>
    public int? Dimension { get; init; }

    /// <summary>
    /// Ids of the rows that another source gives. Text may then consist of numbers only, where each row would else
    /// begin with its id.
    /// </summary>
    public Utf8List? GivenIds { get; init; }

    /// <summary>Encoding of the ids in the file; UTF-8 by default.</summary>
    public Encoding? TextEncoding { get; init; }

    /// <summary>Name of the tensor to read from a safetensors file of several matrices.</summary>
    public string? Tensor { get; init; }

    /// <summary>
    /// Directory into which files of variable row length are unpacked, about 4 bytes per number. The default is the
    /// system's temporary directory, which is in memory on some machines; a builder should name the directory it writes
    /// to.
    /// </summary>
    public string? TemporaryDirectory { get; init; }

    /// <summary>
    /// Whether to unpack into memory, without scratch files; for small files only, such as those of tests.
    /// </summary>
    public bool UnpackInMemory { get; init; }
}
