using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProductSpace.Numerics;
using ProductSpace.Tests.Storage.Embeddings;

namespace ProductSpace.Fuzz.Embeddings;

/// <summary>A sound embedding file in the parts that a mutator keeps apart: a header whose length stands before it, and the rest.</summary>
/// <param name="Kind">How the parts become a file.</param>
/// <param name="Header">The header's text; empty where there is none.</param>
/// <param name="Data">All else.</param>
internal sealed record EmbeddingSeed(EmbeddingSeedKind Kind, byte[] Header, byte[] Data)
{
    /// <summary>The file.</summary>
    public byte[] Whole { get; } = Packed(Kind, Header, Data);

    /// <summary>Writes the file of these parts, with the length of the header as it is.</summary>
    public void Join(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data, ref SeededRandom random, EditedBytes file)
    {
        switch (Kind)
        {
            case EmbeddingSeedKind.Gzip when random.NextInt(PackedOf) == 0:
                file.Set(Forms.Gzip(data.ToArray()));
                break;
            case EmbeddingSeedKind.Gzip:
                StoredGzip.Write(data, file);
                break;
            default:
                Write(Kind, header, data, file);
                break;
        }
    }

    /// <summary>One gzip file of so many is packed, the others only store: to begin packing costs more than reading does.</summary>
    public const int PackedOf = 8;

    private static byte[] Packed(EmbeddingSeedKind kind, byte[] header, byte[] data)
    {
        EditedBytes file = new();
        Write(kind, header, data, file);
        return kind == EmbeddingSeedKind.Gzip ? Forms.Gzip(data) : file.Span.ToArray();
    }

    private static void Write(EmbeddingSeedKind kind, ReadOnlySpan<byte> header, ReadOnlySpan<byte> data, EditedBytes file)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Set(default);
        switch (kind)
        {
            case EmbeddingSeedKind.Npy:
                file.Insert(0, [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
                file.Insert(file.Count, length[..sizeof(ushort)]);
                break;
            case EmbeddingSeedKind.Safetensors:
                file.Insert(0, length);
                break;
            default:
                break;
        }

        file.Insert(file.Count, header);
        file.Insert(file.Count, data);
    }

    public static EmbeddingSeed[] All()
    {
        List<EmbeddingSeed> seeds = [];
        foreach ((int rows, int dimension) in new[] { (5, 4), (1, 1), (40, 3), (2, 31) })
        {
            SeededRandom random = new((ulong)rows);
            float[][] numbers = new float[rows][];
            string[] ids = new string[rows];
            for (int row = 0; row < rows; row++)
            {
                numbers[row] = new float[dimension];
                for (int i = 0; i < dimension; i++)
                {
                    numbers[row][i] = TestShop.Normal(ref random);
                }

                ids[row] = string.Create(CultureInfo.InvariantCulture, $"p{row}");
            }

            foreach (Form form in Forms.All)
            {
                seeds.Add(Split(form.Name, form.Write(numbers, ids)));
            }
        }

        return [.. seeds];
    }

    private static EmbeddingSeed Split(string form, byte[] file)
    {
        if (form.StartsWith("npy", StringComparison.Ordinal))
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
            return new(EmbeddingSeedKind.Npy, file[10..(10 + length)], file[(10 + length)..]);
        }

        if (form.StartsWith("safetensors", StringComparison.Ordinal))
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
            return new(EmbeddingSeedKind.Safetensors, file[8..(8 + length)], file[(8 + length)..]);
        }

        return form.EndsWith("gz", StringComparison.Ordinal)
            ? new(EmbeddingSeedKind.Gzip, [], Unpack(file))
            : new(EmbeddingSeedKind.Plain, [], file);
    }

    private static byte[] Unpack(byte[] file)
    {
        using System.IO.Compression.GZipStream stream = new(new MemoryStream(file), System.IO.Compression.CompressionMode.Decompress);
        using MemoryStream target = new();
        stream.CopyTo(target);
        return target.ToArray();
    }
}

internal enum EmbeddingSeedKind
{
    Plain,
    Npy,
    Safetensors,
    Gzip,
}
