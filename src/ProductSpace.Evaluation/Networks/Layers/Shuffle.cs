using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>Puts examples into a random order (Fisher and Yates).</summary>
internal static class Shuffle
{
    /// <summary>Permutes the items in place.</summary>
    public static void Run<T>(Span<T> items, ref SeededRandom random)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = random.NextInt(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
