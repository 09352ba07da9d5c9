using System.Buffers.Binary;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>
/// Reads a fastText file from front to back. Every step is checked in 64 bits against the rest of the file, so that no
/// number in the file leads outside it or decides how much memory is allocated.
/// </summary>
internal struct FastTextCursor(string path, NativeView<byte> bytes)
{
    public readonly string Path => path;

    public long Position { get; private set; }

    public readonly long Left => bytes.Length - Position;

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public byte Byte() => Take(1)[0];

    /// <summary>Reads a flag of one byte.</summary>
    public bool Flag() =>
        Byte() switch
        {
            0 => false,
            1 => true,
            byte other => throw Refusal.Of(
                path,
                $"has the byte {other} at {Position - 1}, where 0 or 1 must stand",
                Refusal.Recopy),
        };

    /// <summary>Reads bytes up to a zero, which is skipped.</summary>
    public ReadOnlySpan<byte> Text()
    {
        ReadOnlySpan<byte> window = bytes.Slice(Position, (int)Math.Min(Left, EmbeddingLimits.MaxIdBytes + 1));
        int length = window.IndexOf((byte)0);
        if (length < 0)
        {
            throw window.Length > EmbeddingLimits.MaxIdBytes
                ? Refusal.Of(
                    path,
                    $"has an id of more than {EmbeddingLimits.MaxIdBytes} bytes at byte {Position}",
                    Refusal.Recopy)
                : CutShort();
        }

        Position += length + 1;
        return window[..length];
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left)
        {
            throw CutShort();
        }

        ReadOnlySpan<byte> taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public void Skip(long count)
    {
        if (count > Left)
        {
            throw CutShort();
        }

        Position += count;
    }

    public readonly EmbeddingFormatException CutShort() =>
        Refusal.Of(path, $"is cut short at byte {bytes.Length}", Refusal.Recopy);
}
