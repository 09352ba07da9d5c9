using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// Draws numbers by weight in constant time (Walker 1977, Vose 1991): each slot holds its own number and one other.
/// Immutable.
/// </summary>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _other;

    /// <summary>Builds the table of weights, which are not negative and not all zero.</summary>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        int count = weights.Length;
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        _keep = new double[count];
        _other = new int[count];
        Stack<int> small = [];
        Stack<int> large = [];
        for (int i = 0; i < count; i++)
        {
            _keep[i] = weights[i] * count / sum;
            _other[i] = i;
            (_keep[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int low = small.Pop();
            int high = large.Pop();
            _other[low] = high;
            _keep[high] -= 1 - _keep[low];
            (_keep[high] < 1 ? small : large).Push(high);
        }

        // Rounding leaves some slots near 1: they keep their own number.
        foreach (int rest in small.Concat(large))
        {
            _keep[rest] = 1;
        }
    }

    /// <summary>Draws a number.</summary>
    public int Draw(ref SeededRandom random)
    {
        int slot = random.NextInt(_keep.Length);
        return random.NextDouble() < _keep[slot] ? slot : _other[slot];
    }
}
