namespace ProductSpace.Storage.Embeddings;

/// <summary>A format that is recognised by its first bytes but not supported, with a remedy.</summary>
internal sealed record ForeignForm(string Name, string Remedy)
{
    private const string ExportText = "export it with save_word2vec_format(name, binary=True)";
    private const string SaveNpy = "save the one matrix with numpy.save";
    private const string ReadElsewhere =
        "read it with the package ProductSpace.Interchange (out of gzip first, if it is in it), or " + SaveNpy;
    private const string Decompress = "decompress it first";
    private const string ImportFastText =
        "turn it into a model with `productspace import`, or use the .vec file that fastText writes beside it";

    private static readonly (byte[] Signature, ForeignForm Form)[] s_forms =
    [
        ([.. "PK\x03\x04"u8], new("a zip archive (.npz of numpy, or a zipped file)", ReadElsewhere)),
        ([0x80, 2], new("a Python pickle (.kv or .model of gensim), which is never loaded", ExportText)),
        ([0x80, 3], new("a Python pickle (.kv or .model of gensim), which is never loaded", ExportText)),
        ([0x80, 4], new("a Python pickle (.kv or .model of gensim), which is never loaded", ExportText)),
        ([0x80, 5], new("a Python pickle (.kv or .model of gensim), which is never loaded", ExportText)),
        ([0xBA, 0x16, 0x4F, 0x2F], new("a fastText .bin model", ImportFastText)),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], new("an HDF5 file", ReadElsewhere)),
        ([.. "PAR1"u8], new("a parquet file", ReadElsewhere)),
        ([.. "ARROW1"u8], new("an Arrow file", ReadElsewhere)),
        ([.. "GGUF"u8], new("a GGUF model", SaveNpy)),
        ([.. NpyFile.Magic], new("a compressed .npy file, which cannot be mapped", Decompress)),
        ([0x1F, 0x8B], new("compressed twice", Decompress)),
        ([0x28, 0xB5, 0x2F, 0xFD], new("compressed with zstd", Decompress)),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], new("compressed with xz", Decompress)),
        ([.. "BZh"u8], new("compressed with bzip2", Decompress)),
        ([0xFF, 0xFE], new("text in UTF-16", "save it as UTF-8")),
        ([0xFE, 0xFF], new("text in UTF-16", "save it as UTF-8")),
    ];

    public static ForeignForm? NameOf(ReadOnlySpan<byte> head)
    {
        foreach ((byte[] signature, ForeignForm form) in s_forms)
        {
            if (head.StartsWith(signature))
            {
                return form;
            }
        }

        return null;
    }
}
