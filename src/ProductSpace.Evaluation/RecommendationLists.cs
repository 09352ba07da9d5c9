namespace ProductSpace.Evaluation;

/// <summary>
/// The first products of the list of each prediction, in each of the three modes. Immutable, safe from any thread.
/// </summary>
public sealed class RecommendationLists
{
    /// <summary>Fills the rest of a list that is shorter than <see cref="Depth"/>.</summary>
    private const int Nothing = -1;

    private readonly int[][] _products;

    /// <summary>
    /// Takes over the lists [modes][predictions x depth], which are filled with -1 behind their ends.
    /// </summary>
    internal RecommendationLists(int[][] products, int depth)
    {
        _products = products;
        Depth = depth;
    }

    /// <summary>Maximum number of products in a list.</summary>
    public int Depth { get; }

    /// <summary>Number of predictions.</summary>
    public int Count => _products[0].Length / Depth;

    /// <summary>Returns the list of a prediction, best first, at most <see cref="Depth"/> products.</summary>
    public ReadOnlySpan<int> this[RepeatMode mode, int prediction]
    {
        get
        {
            ReadOnlySpan<int> list = _products[(int)mode].AsSpan(prediction * Depth, Depth);
            int end = list.IndexOf(Nothing);
            return end < 0 ? list : list[..end];
        }
    }

    /// <summary>Returns empty lists to fill in.</summary>
    internal static int[][] Empty(int modes, int count, int depth)
    {
        int[][] lists = new int[modes][];
        for (int mode = 0; mode < modes; mode++)
        {
            lists[mode] = new int[checked(count * depth)];
            Array.Fill(lists[mode], Nothing);
        }

        return lists;
    }
}
