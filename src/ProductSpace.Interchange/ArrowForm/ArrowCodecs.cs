using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>
/// Unpacks compressed buffers. LZ4 is the library's; zstd is unpacked at once here, because as a stream it takes the
/// memory of a window that the buffer states.
/// </summary>
internal sealed class ArrowCodecs : ICompressionCodecFactory
{
    private readonly CompressionCodecFactory _others = new();

    public ICompressionCodec CreateCodec(CompressionCodecType compressionCodecType) =>
        CreateCodec(compressionCodecType, null);

    public ICompressionCodec CreateCodec(CompressionCodecType compressionCodecType, int? compressionLevel) =>
        compressionCodecType == CompressionCodecType.Zstd
            ? new Zstd()
            : _others.CreateCodec(compressionCodecType, compressionLevel);

    private sealed class Zstd : ICompressionCodec
    {
        public int Decompress(ReadOnlyMemory<byte> source, Memory<byte> destination)
        {
            using ZstdSharp.Decompressor decompressor = new();
            return decompressor.Unwrap(source.Span, destination.Span);
        }

        public void Compress(ReadOnlyMemory<byte> source, Stream destination) =>
            throw new NotSupportedException("buffers are unpacked only");

        public void Dispose()
        {
            // Nothing is held between two buffers.
        }
    }
}
