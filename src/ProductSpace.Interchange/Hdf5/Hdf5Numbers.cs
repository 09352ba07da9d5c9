using System.Globalization;
using System.Numerics;
using ProductSpace.Interchange.Rows;
using PureHDF;
using PureHDF.Selections;

namespace ProductSpace.Interchange.Hdf5;

/// <summary>Reads blocks of a dataset as float32, and ids as text.</summary>
internal static class Hdf5Numbers
{
    /// <summary>Reads the numbers of a selection.</summary>
    /// <param name="dataset">A dataset of this kind of numbers.</param>
    /// <param name="kind">Their type.</param>
    /// <param name="selection">What to read.</param>
    /// <param name="count">How many numbers that is.</param>
    public static float[] Read(IH5Dataset dataset, NumberKind kind, HyperslabSelection selection, int count)
    {
        float[] numbers = kind switch
        {
            NumberKind.Float32 => dataset.Read<float[]>(selection),
            NumberKind.Float16 => Convert(dataset.Read<Half[]>(selection)),
            NumberKind.Float64 => Convert(dataset.Read<double[]>(selection)),
            NumberKind.Int8 => Convert(dataset.Read<sbyte[]>(selection)),
            NumberKind.UInt8 => Convert(dataset.Read<byte[]>(selection)),
            NumberKind.Int16 => Convert(dataset.Read<short[]>(selection)),
            NumberKind.UInt16 => Convert(dataset.Read<ushort[]>(selection)),
            NumberKind.Int32 => Convert(dataset.Read<int[]>(selection)),
            NumberKind.UInt32 => Convert(dataset.Read<uint[]>(selection)),
            NumberKind.Int64 => Convert(dataset.Read<long[]>(selection)),
            _ => Convert(dataset.Read<ulong[]>(selection)),
        };
        return numbers.Length == count
            ? numbers
            : throw new InvalidDataException($"{numbers.Length} numbers where {count} were asked for");
    }

    /// <summary>Reads ids: texts, or integers.</summary>
    public static string[] ReadIds(IH5Dataset dataset, NumberKind? kind, int row, int count)
    {
        HyperslabSelection selection = new((ulong)row, (ulong)count);
        string[] ids = kind switch
        {
            null => dataset.Read<string[]>(selection),
            NumberKind.Int8 => Texts(dataset.Read<sbyte[]>(selection)),
            NumberKind.UInt8 => Texts(dataset.Read<byte[]>(selection)),
            NumberKind.Int16 => Texts(dataset.Read<short[]>(selection)),
            NumberKind.UInt16 => Texts(dataset.Read<ushort[]>(selection)),
            NumberKind.Int32 => Texts(dataset.Read<int[]>(selection)),
            NumberKind.UInt32 => Texts(dataset.Read<uint[]>(selection)),
            NumberKind.Int64 => Texts(dataset.Read<long[]>(selection)),
            _ => Texts(dataset.Read<ulong[]>(selection)),
        };
        return ids.Length == count
            ? Array.ConvertAll(ids, id => id?.TrimEnd('\0', ' ') ?? string.Empty)
            : throw new InvalidDataException($"{ids.Length} ids where {count} were asked for");
    }

    private static float[] Convert<T>(T[] values)
        where T : INumber<T> => Array.ConvertAll(values, value => float.CreateTruncating(value));

    private static string[] Texts<T>(T[] values)
        where T : IFormattable => Array.ConvertAll(values, value => value.ToString(null, CultureInfo.InvariantCulture));
}
