using System.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>Sums of rows, number by number.</summary>
internal static class Bag
{
    /// <summary>Adds a row times a factor.</summary>
    public static void Add<T>(ReadOnlySpan<T> row, T factor, Span<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> factors = new(factor);
        int i = 0;
        for (; i <= sum.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            (new Vector<T>(sum[i..]) + (new Vector<T>(row[i..]) * factors)).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += row[i] * factor;
        }
    }

    /// <summary>Multiplies a sum by a factor.</summary>
    public static void Scale<T>(Span<T> sum, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ref T value in sum)
        {
            value *= factor;
        }
    }
}
