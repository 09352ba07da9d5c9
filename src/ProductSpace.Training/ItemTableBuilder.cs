namespace ProductSpace.Training;

/// <summary>
/// Collects the rows of an <see cref="ItemTable"/>, of which it keeps the best entries only. Rows can be set in any
/// order, from several threads, each once: the table is the same.
/// </summary>
public sealed class ItemTableBuilder
{
    private readonly int[][] _products;
    private readonly float[][] _weights;
    private readonly int _entries;

    /// <summary>Creates a table of empty rows.</summary>
    /// <param name="productCount">Number of rows.</param>
    /// <param name="entries">Maximum number of entries of a row, at least 1.</param>
    public ItemTableBuilder(int productCount, int entries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        _entries = entries;
        _products = new int[productCount][];
        _weights = new float[productCount][];
        Array.Fill(_products, []);
        Array.Fill(_weights, []);
    }

    /// <summary>
    /// Sets a row: sorts the entries in place, by descending weight, then by product, and keeps the best.
    /// </summary>
    /// <param name="row">Product that the row is of.</param>
    /// <param name="products">Distinct products of the entries.</param>
    /// <param name="weights">Their weights, finite.</param>
    public void Set(int row, Span<int> products, Span<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, products.Length);
        weights.Sort(products, Descending.Instance);
        SortTies(products, weights);
        int count = Math.Min(_entries, products.Length);
        _products[row] = products[..count].ToArray();
        _weights[row] = weights[..count].ToArray();
    }

    /// <summary>Returns the table; the builder is not used afterwards.</summary>
    /// <exception cref="TrainingInputException">The table has more entries than an array can hold.</exception>
    public ItemTable Build()
    {
        long[] starts = new long[_products.Length + 1];
        for (int i = 0; i < _products.Length; i++)
        {
            starts[i + 1] = starts[i] + _products[i].Length;
        }

        if (starts[^1] > Array.MaxLength)
        {
            throw new TrainingInputException(
                $"a table of {starts[^1]:N0} entries is too large; keep fewer entries of each row");
        }

        int[] products = new int[starts[^1]];
        float[] weights = new float[starts[^1]];
        for (int i = 0; i < _products.Length; i++)
        {
            _products[i].CopyTo(products, starts[i]);
            _weights[i].CopyTo(weights, starts[i]);
        }

        return new ItemTable(starts, products, weights);
    }

    private static void SortTies(Span<int> products, Span<float> weights)
    {
        for (int start = 0, end; start < weights.Length; start = end)
        {
            end = start + 1;
            while (end < weights.Length && weights[end] == weights[start])
            {
                end++;
            }

            products[start..end].Sort();
        }
    }

    private sealed class Descending : IComparer<float>
    {
        public static readonly Descending Instance = new();

        public int Compare(float x, float y) => y.CompareTo(x);
    }
}
