using System.Numerics;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>The first values of parameters: uniform random numbers from a seed.</summary>
internal static class Uniform
{
    /// <summary>
    /// Returns the bound of Glorot and Bengio (AISTATS 2010), sqrt(6 / (inputs + outputs)). The square root is exact by
    /// IEEE 754, the same on every machine.
    /// </summary>
    public static double Glorot(int inputs, int outputs) => Math.Sqrt(6.0 / (inputs + outputs));

    /// <summary>Fills the values from [-bound, bound).</summary>
    public static void Fill<T>(Span<T> values, ref SeededRandom random, double bound)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ref T value in values)
        {
            value = T.CreateTruncating(((random.NextDouble() * 2) - 1) * bound);
        }
    }
}
