using System.Buffers.Binary;
using System.IO.Hashing;

namespace ProductSpace.Fuzz;

/// <summary>A gzip file that stores its content as it is, in one block: sound, and made without a packer's tables.</summary>
internal static class StoredGzip
{
    /// <summary>Most bytes of a stored block.</summary>
    private const int MostOfBlock = ushort.MaxValue;

    public static void Write(ReadOnlySpan<byte> content, EditedBytes file)
    {
        file.Set([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]);
        Span<byte> numbers = stackalloc byte[8];
        ReadOnlySpan<byte> rest = content;
        do
        {
            ReadOnlySpan<byte> block = rest[..Math.Min(rest.Length, MostOfBlock)];
            rest = rest[block.Length..];
            numbers[0] = (byte)(rest.IsEmpty ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(numbers[1..], (ushort)block.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(numbers[3..], (ushort)~block.Length);
            file.Insert(file.Count, numbers[..5]);
            file.Insert(file.Count, block);
        }
        while (!rest.IsEmpty);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, Crc32.HashToUInt32(content));
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[4..], (uint)content.Length);
        file.Insert(file.Count, numbers);
    }
}
