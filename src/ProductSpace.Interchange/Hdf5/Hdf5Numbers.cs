using System.Globalization;
using System.Numerics;
using ProductSpace.Interchange.Rows;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace ProductSpace.Interchange.Hdf5;

/// <summary>
/// Reads blocks of a dataset as float32, and ids as text. Only into given spans: for arrays the library makes a method
/// at run time, which a program compiled ahead of time cannot.
/// </summary>
internal static class Hdf5Numbers
{
    /// <summary>Reads the numbers of a selection.</summary>
    /// <param name="dataset">A dataset of this kind of numbers.</param>
    /// <param name="kind">Their type.</param>
    /// <param name="selection">What to read.</param>
    /// <param name="numbers">Receives as many numbers as the selection has.</param>
    public static void Read(
        NativeDataset dataset, NumberKind kind, HyperslabSelection selection, Span<float> numbers) => _ = kind switch
    {
        NumberKind.Float32 => Convert<float>(dataset, selection, numbers),
        NumberKind.Float16 => Convert<Half>(dataset, selection, numbers),
        NumberKind.Float64 => Convert<double>(dataset, selection, numbers),
        NumberKind.Int8 => Convert<sbyte>(dataset, selection, numbers),
        NumberKind.UInt8 => Convert<byte>(dataset, selection, numbers),
        NumberKind.Int16 => Convert<short>(dataset, selection, numbers),
        NumberKind.UInt16 => Convert<ushort>(dataset, selection, numbers),
        NumberKind.Int32 => Convert<int>(dataset, selection, numbers),
        NumberKind.UInt32 => Convert<uint>(dataset, selection, numbers),
        NumberKind.Int64 => Convert<long>(dataset, selection, numbers),
        _ => Convert<ulong>(dataset, selection, numbers),
    };

    /// <summary>Reads ids: texts, or integers.</summary>
    public static string[] ReadIds(NativeDataset dataset, NumberKind? kind, int row, int count)
    {
        HyperslabSelection selection = new((ulong)row, (ulong)count);
        return kind switch
        {
            null => Array.ConvertAll(
                Values<string?>(dataset, selection, count), id => id?.TrimEnd('\0', ' ') ?? string.Empty),
            NumberKind.Int8 => Texts<sbyte>(dataset, selection, count),
            NumberKind.UInt8 => Texts<byte>(dataset, selection, count),
            NumberKind.Int16 => Texts<short>(dataset, selection, count),
            NumberKind.UInt16 => Texts<ushort>(dataset, selection, count),
            NumberKind.Int32 => Texts<int>(dataset, selection, count),
            NumberKind.UInt32 => Texts<uint>(dataset, selection, count),
            NumberKind.Int64 => Texts<long>(dataset, selection, count),
            _ => Texts<ulong>(dataset, selection, count),
        };
    }

    /// <summary>Reads numbers; returns true, so that it can stand in an arm of a switch.</summary>
    private static bool Convert<T>(NativeDataset dataset, HyperslabSelection selection, Span<float> numbers)
        where T : INumber<T>
    {
        if (typeof(T) == typeof(float))
        {
            dataset.Read(numbers, selection);
            return true;
        }

        T[] values = Values<T>(dataset, selection, numbers.Length);
        for (int i = 0; i < values.Length; i++)
        {
            numbers[i] = float.CreateTruncating(values[i]);
        }

        return true;
    }

    private static string[] Texts<T>(NativeDataset dataset, HyperslabSelection selection, int count)
        where T : IFormattable =>
        Array.ConvertAll(
            Values<T>(dataset, selection, count), value => value.ToString(null, CultureInfo.InvariantCulture));

    private static T[] Values<T>(NativeDataset dataset, HyperslabSelection selection, int count)
    {
        T[] values = new T[count];
        dataset.Read(values.AsSpan(), selection);
        return values;
    }
}
