using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProductSpace.Numerics;
using ProductSpace.Tests.Storage.Embeddings;

namespace ProductSpace.Tests.Hostile.Embeddings;

/// <summary>A sound embedding file in the parts that a mutator keeps apart: a header whose length stands before it, and the rest.</summary>
/// <param name="Kind">How the parts become a file.</param>
/// <param name="Header">The header's text; empty where there is none.</param>
/// <param name="Data">All else.</param>
internal sealed record EmbeddingSeed(EmbeddingSeedKind Kind, byte[] Header, byte[] Data)
{
    /// <summary>The file of these parts, with the length of the header as it is.</summary>
    public byte[] Join(byte[] header, byte[] data)
    {
        switch (Kind)
        {
            case EmbeddingSeedKind.Npy:
                byte[] length = new byte[sizeof(ushort)];
                BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
                return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. header, .. data];
            case EmbeddingSeedKind.Safetensors:
                return [.. BitConverter.GetBytes((long)header.Length), .. header, .. data];
            case EmbeddingSeedKind.Gzip:
                return Forms.Gzip(data);
            default:
                return data;
        }
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
