namespace ProductSpace.Training.Sampling;

/// <summary>
/// Products of each category within each bucket, for negatives from the viewed product's own category (Grbovic and
/// Cheng, KDD 2018). Products without a category (-1) are in none.
/// </summary>
internal sealed class CategoryBuckets
{
    private readonly int[] _categoryOf;
    private readonly int _buckets;
    private readonly int[] _starts;
    private readonly int[] _sizes;
    private readonly int[] _products;

    public CategoryBuckets(int[] categoryOf, int categories, int buckets)
    {
        _categoryOf = categoryOf;
        _buckets = buckets;
        _starts = new int[(categories * buckets) + 1];
        _sizes = new int[categories];
        _products = new int[categoryOf.Length];
        foreach (int category in categoryOf)
        {
            if (category >= 0)
            {
                _sizes[category]++;
            }
        }
    }

    public int CategoryOf(int product) => product < _categoryOf.Length ? _categoryOf[product] : -1;

    public ReadOnlySpan<int> Products(int category, int bucket)
    {
        int cell = (category * _buckets) + bucket;
        return _products.AsSpan(_starts[cell], _starts[cell + 1] - _starts[cell]);
    }

    /// <summary>Returns the share of the category's products that are in the bucket.</summary>
    public double Share(int category, int bucket) => (double)Products(category, bucket).Length / _sizes[category];

    public void Fill(BucketPlan plan)
    {
        Array.Clear(_starts);
        ReadOnlySpan<byte> bucketOf = plan.BucketOf;
        for (int product = 0; product < _categoryOf.Length; product++)
        {
            if (_categoryOf[product] >= 0)
            {
                _starts[(_categoryOf[product] * _buckets) + bucketOf[product] + 1]++;
            }
        }

        for (int cell = 1; cell < _starts.Length; cell++)
        {
            _starts[cell] += _starts[cell - 1];
        }

        int[] next = _starts[..^1];
        for (int product = 0; product < _categoryOf.Length; product++)
        {
            if (_categoryOf[product] >= 0)
            {
                _products[next[(_categoryOf[product] * _buckets) + bucketOf[product]]++] = product;
            }
        }
    }
}
