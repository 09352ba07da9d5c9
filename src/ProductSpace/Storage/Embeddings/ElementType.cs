using System.Runtime.InteropServices;

namespace ProductSpace.Storage.Embeddings;

/// <summary>Type of the numbers in a mapped file, all little-endian.</summary>
internal enum ElementType
{
    Float16,
    BFloat16,
    Float32,
    Float64,
}

/// <summary>
/// Widens or narrows stored rows to float32. A float64 beyond the range of float32 becomes infinity, which the
/// builder's policy handles.
/// </summary>
internal static class ElementTypes
{
    public static int SizeInBytes(this ElementType type) => type switch
    {
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>The source need not be aligned: safetensors and fvecs promise no more than bytes.</summary>
    public static void Decode(ElementType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case ElementType.Float16:
                DecodeHalf(MemoryMarshal.Cast<byte, Half>(source), destination);
                break;
            case ElementType.BFloat16:
                DecodeBFloat(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            default:
                DecodeDouble(MemoryMarshal.Cast<byte, double>(source), destination);
                break;
        }
    }

    private static void DecodeHalf(ReadOnlySpan<Half> source, Span<float> destination)
    {
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = (float)source[i];
        }
    }

    private static void DecodeBFloat(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
        }
    }

    private static void DecodeDouble(ReadOnlySpan<double> source, Span<float> destination)
    {
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = (float)source[i];
        }
    }
}
