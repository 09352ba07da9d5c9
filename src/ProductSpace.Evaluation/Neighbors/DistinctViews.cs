namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// Reads the distinct known products of a session, the one viewed last first, with the age of its last view. Reused,
/// one thread at a time.
/// </summary>
internal sealed class DistinctViews(int productCount)
{
    private readonly int[] _stamps = new int[productCount];
    private int[] _products = new int[16];
    private int[] _ages = new int[16];
    private int _stamp;

    /// <summary>Number of distinct products.</summary>
    public int Count { get; private set; }

    /// <summary>Number of known views, repeats included.</summary>
    public int Length { get; private set; }

    /// <summary>Returns a product, 0 the one viewed last.</summary>
    public int Product(int index) => _products[index];

    /// <summary>Returns the number of known views that came after the last one of this product.</summary>
    public int Age(int index) => _ages[index];

    /// <summary>True if the session holds this product.</summary>
    public bool Holds(int product) => _stamps[product] == _stamp;

    /// <summary>Reads the last known views of a session.</summary>
    /// <param name="views">Products of the session, oldest first; numbers out of the range are not known.</param>
    /// <param name="lastViews">Maximum number of known views to read.</param>
    public void Read(ReadOnlySpan<int> views, int lastViews)
    {
        NextStamp();
        Count = 0;
        Length = 0;
        for (int i = views.Length - 1; i >= 0 && Length < lastViews; i--)
        {
            if ((uint)views[i] >= (uint)_stamps.Length)
            {
                continue;
            }

            if (_stamps[views[i]] != _stamp)
            {
                _stamps[views[i]] = _stamp;
                Add(views[i], Length);
            }

            Length++;
        }
    }

    private void Add(int product, int age)
    {
        if (Count == _products.Length)
        {
            Array.Resize(ref _products, Count * 2);
            Array.Resize(ref _ages, Count * 2);
        }

        _products[Count] = product;
        _ages[Count++] = age;
    }

    private void NextStamp()
    {
        if (_stamp == int.MaxValue)
        {
            Array.Clear(_stamps);
            _stamp = 0;
        }

        _stamp++;
    }
}
