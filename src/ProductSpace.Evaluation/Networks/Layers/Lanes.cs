using System.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// The layout of activations: [features x lanes], where a lane is one example of the batch. The number of lanes is a
/// multiple of 16, so that whole vectors of any processor cover it; lanes without an example hold zeros.
/// </summary>
internal static class Lanes
{
    private const int Multiple = 16;

    /// <summary>Returns the number of lanes for a number of examples.</summary>
    public static int For(int examples) => (examples + Multiple - 1) / Multiple * Multiple;

    /// <summary>Writes the transpose [columns x rows] of a matrix [rows x columns].</summary>
    public static void Transpose<T>(ReadOnlySpan<T> source, int rows, int columns, Span<T> target)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                target[(j * rows) + i] = source[(i * columns) + j];
            }
        }
    }

    /// <summary>Writes the sum over the lanes of each feature, in the order of the lanes.</summary>
    public static void Sum<T>(ReadOnlySpan<T> source, int lanes, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < target.Length; i++)
        {
            T sum = T.Zero;
            foreach (T value in source.Slice(i * lanes, lanes))
            {
                sum += value;
            }

            target[i] = sum;
        }
    }

    /// <summary>Adds the bias of each feature to all of its lanes.</summary>
    public static void AddBias<T>(Span<T> values, ReadOnlySpan<T> bias, int lanes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < bias.Length; i++)
        {
            Vector<T> added = new(bias[i]);
            for (int j = i * lanes; j < (i + 1) * lanes; j += Vector<T>.Count)
            {
                (new Vector<T>(values[j..]) + added).CopyTo(values[j..]);
            }
        }
    }
}
