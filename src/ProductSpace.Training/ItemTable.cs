namespace ProductSpace.Training;

/// <summary>
/// A table of products to show after each product: rows of (product, weight), best first, of different lengths. What
/// sequential rules, linear models and networks learn can be written as such a table. Immutable, safe from any thread.
/// </summary>
public sealed class ItemTable
{
    private readonly long[] _starts;
    private readonly int[] _products;
    private readonly float[] _weights;

    /// <summary>Takes over the arrays; they must not change afterwards.</summary>
    /// <param name="starts">Start of each row in the entries, and the number of entries [products + 1].</param>
    /// <param name="products">Products of the entries.</param>
    /// <param name="weights">
    /// Weights of the entries, finite; within a row in descending order, equal weights in the order of the products.
    /// </param>
    internal ItemTable(long[] starts, int[] products, float[] weights)
    {
        _starts = starts;
        _products = products;
        _weights = weights;
    }

    /// <summary>Number of rows, which is the number of products.</summary>
    public int ProductCount => _starts.Length - 1;

    /// <summary>Number of entries of all rows.</summary>
    public long EntryCount => _starts[^1];

    /// <summary>Returns the products of a row, best first.</summary>
    public ReadOnlySpan<int> Products(int product) => Slice(_products, product);

    /// <summary>Returns the weights of a row, in the order of <see cref="Products"/>.</summary>
    public ReadOnlySpan<float> Weights(int product) => Slice(_weights, product);

    /// <summary>Returns the table of the first entries of each row.</summary>
    /// <param name="entries">Number of entries to keep of each row, at least 1.</param>
    public ItemTable Truncate(int entries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        long[] starts = new long[_starts.Length];
        for (int i = 0; i < ProductCount; i++)
        {
            starts[i + 1] = starts[i] + Math.Min(entries, Products(i).Length);
        }

        int[] products = new int[starts[^1]];
        float[] weights = new float[starts[^1]];
        for (int i = 0; i < ProductCount; i++)
        {
            int count = (int)(starts[i + 1] - starts[i]);
            Products(i)[..count].CopyTo(products.AsSpan((int)starts[i], count));
            Weights(i)[..count].CopyTo(weights.AsSpan((int)starts[i], count));
        }

        return new ItemTable(starts, products, weights);
    }

    private ReadOnlySpan<T> Slice<T>(T[] entries, int product)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)product, (uint)ProductCount, nameof(product));
        return entries.AsSpan((int)_starts[product], (int)(_starts[product + 1] - _starts[product]));
    }
}
