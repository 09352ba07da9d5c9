using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;

namespace ProductSpace.Interchange.ParquetForm;

/// <summary>
/// Unpacks one page. What a page declares to unpack to is allocated only as far as its bytes can reach: block formats
/// by the highest ratio that they have, the others as they unpack.
/// </summary>
internal static class PageCodec
{
    /// <summary>Largest page. Writers aim at 1 MiB; some write a row group as one page.</summary>
    public const int MaxPageBytes = 1 << 30;

    /// <summary>No format of blocks packs better: 255 bytes from one.</summary>
    private const int MostOfBlockByte = 256;

    /// <summary>Of zstd, which has no such limit; numbers do not come near it.</summary>
    private const long MostOfZstdByte = 1024;

    private const int StepBytes = 1 << 20;
    private const int Plain = 0, SnappyCodec = 1, Gzip = 2, BrotliCodec = 4, ZstdCodec = 6, Lz4Raw = 7;

    /// <summary>Returns the unpacked bytes: the packed ones themselves if they are not compressed.</summary>
    /// <exception cref="InvalidDataException">They do not unpack to the declared length.</exception>
    /// <exception cref="NotSupportedException">The compression is not known.</exception>
    public static byte[] Unpack(int codec, byte[] packed, int packedBytes, int unpackedBytes)
    {
        if (unpackedBytes is < 0 or > MaxPageBytes)
        {
            throw new InvalidDataException($"a page of {unpackedBytes} bytes");
        }

        switch (codec)
        {
            case Plain:
                return packedBytes == unpackedBytes ? packed : throw WrongLength(packedBytes, unpackedBytes);
            case SnappyCodec:
                return Block(packed.AsSpan(0, packedBytes), unpackedBytes, DecodeSnappy);
            case Lz4Raw:
                return Block(
                    packed.AsSpan(0, packedBytes), unpackedBytes, (source, target) => LZ4Codec.Decode(source, target));
            case Gzip:
                return Streamed(
                    new GZipStream(Over(packed, packedBytes), CompressionMode.Decompress), unpackedBytes);
            case BrotliCodec:
                return Streamed(
                    new BrotliStream(Over(packed, packedBytes), CompressionMode.Decompress), unpackedBytes);
            case ZstdCodec:
                return Zstd(packed.AsSpan(0, packedBytes), unpackedBytes);
            default:
                throw new NotSupportedException($"compression {codec}");
        }
    }

    /// <summary>The library takes memory for the length that the packed bytes state themselves.</summary>
    private static int DecodeSnappy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int stated = Snappy.GetUncompressedLength(source);
        return stated == target.Length
            ? Snappy.Decompress(source, target)
            : throw WrongLength(stated, target.Length);
    }

    private delegate int Decoder(ReadOnlySpan<byte> source, Span<byte> target);

    private static byte[] Block(ReadOnlySpan<byte> packed, int unpackedBytes, Decoder decode)
    {
        if (unpackedBytes > (long)packed.Length * MostOfBlockByte)
        {
            throw WrongLength(packed.Length, unpackedBytes);
        }

        byte[] target = new byte[unpackedBytes];
        int length = unpackedBytes == 0 ? 0 : decode(packed, target);
        return length == unpackedBytes ? target : throw WrongLength(length, unpackedBytes);
    }

    /// <summary>At once, because reading it as a stream takes the memory of a window that the page states.</summary>
    private static byte[] Zstd(ReadOnlySpan<byte> packed, int unpackedBytes)
    {
        if (unpackedBytes > Math.Max(StepBytes, packed.Length * MostOfZstdByte))
        {
            throw WrongLength(packed.Length, unpackedBytes);
        }

        using ZstdSharp.Decompressor decompressor = new();
        byte[] target = new byte[unpackedBytes];
        int length = decompressor.Unwrap(packed, target);
        return length == unpackedBytes ? target : throw WrongLength(length, unpackedBytes);
    }

    private static MemoryStream Over(byte[] packed, int packedBytes) =>
        new(packed, 0, packedBytes, writable: false);

    private static byte[] Streamed(Stream unpacked, int unpackedBytes)
    {
        using Stream stream = unpacked;
        byte[] target = new byte[Math.Min(unpackedBytes, StepBytes)];
        int length = 0;
        while (length < unpackedBytes)
        {
            if (length == target.Length)
            {
                Array.Resize(ref target, (int)Math.Min(unpackedBytes, 2L * target.Length));
            }

            int read = stream.Read(target, length, target.Length - length);
            if (read == 0)
            {
                throw WrongLength(length, unpackedBytes);
            }

            length += read;
        }

        return target;
    }

    private static InvalidDataException WrongLength(int length, int declared) =>
        new($"a page of {length} bytes where {declared} are declared");
}
