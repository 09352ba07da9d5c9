namespace ProductSpace.Evaluation.Linear;

/// <summary>The known products of a session, each once, in the order of the first view. For one thread.</summary>
internal sealed class DistinctProducts(int productCount)
{
    private readonly bool[] _isSeen = new bool[productCount];
    private int[] _products = new int[16];

    /// <summary>Returns the products; valid until the next call.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<int> viewed)
    {
        if (_products.Length < viewed.Length)
        {
            _products = new int[Math.Max(viewed.Length, 2 * _products.Length)];
        }

        int count = 0;
        foreach (int product in viewed)
        {
            if ((uint)product < (uint)_isSeen.Length && !_isSeen[product])
            {
                _isSeen[product] = true;
                _products[count++] = product;
            }
        }

        ReadOnlySpan<int> distinct = _products.AsSpan(0, count);
        foreach (int product in distinct)
        {
            _isSeen[product] = false;
        }

        return distinct;
    }
}
