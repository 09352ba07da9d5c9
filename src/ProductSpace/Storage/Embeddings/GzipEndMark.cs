using System.IO.Compression;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// A gzip member fed to the decompressor after a file's own bytes. GZipStream takes a truncated file for a complete
/// one, but only after a complete file is the mark decompressed as the last member.
/// </summary>
internal static class GzipEndMark
{
    public static byte[] Content { get; } = [.. "\0\n\0end of file\0\n\0"u8];

    public static ReadOnlyMemory<byte> Member { get; } = Compress();

    private static byte[] Compress()
    {
        using MemoryStream target = new();
        using (GZipStream stream = new(target, CompressionLevel.NoCompression))
        {
            stream.Write(Content);
        }

        return target.ToArray();
    }
}
