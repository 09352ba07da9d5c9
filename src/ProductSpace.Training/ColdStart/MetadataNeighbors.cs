namespace ProductSpace.Training.ColdStart;

/// <summary>
/// The learned products whose metadata are nearest, by the cosine of their features, where a rare feature counts more
/// (inverse document frequency). Rare features are looked up first, and a limit on the work keeps a frequent one from
/// reading all products. Picture numbers are left out. Not thread-safe.
/// </summary>
internal sealed class MetadataNeighbors
{
    private const int MaxVisits = 20_000;

    private readonly FeatureSet _features;
    private readonly int[] _starts;
    private readonly int[] _products;
    private readonly double[] _lengths;
    private readonly double[] _scores;
    private readonly List<int> _touched = [];
    private readonly FeatureKeys _keys = new();
    private readonly List<int> _numbers = [];
    private readonly List<float> _values = [];

    public MetadataNeighbors(FeatureSet features, FeatureRows rows)
    {
        _features = features;
        _scores = new double[rows.Count];
        _lengths = new double[rows.Count];
        _starts = new int[features.Products.Length + 1];
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (int number in rows.Numbers(row))
            {
                if (number < features.Products.Length)
                {
                    _starts[number + 1]++;
                    _lengths[row] += Weight(number) * Weight(number);
                }
            }

            _lengths[row] = Math.Sqrt(_lengths[row]);
        }

        for (int i = 0; i < features.Products.Length; i++)
        {
            _starts[i + 1] += _starts[i];
        }

        _products = new int[_starts[^1]];
        int[] next = _starts[..^1];
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (int number in rows.Numbers(row))
            {
                if (number < next.Length)
                {
                    _products[next[number]++] = row;
                }
            }
        }
    }

    /// <summary>Returns up to k rows, nearest first, ties in the order of the rows.</summary>
    public (int Row, double Similarity)[] Find(ColdProduct product, int k)
    {
        _numbers.Clear();
        _values.Clear();
        _features.Read(product, _keys, _numbers, _values);
        int[] known =
        [
            .. _numbers.Where(number => number < _features.Products.Length)
                .OrderBy(number => _features.Products[number])
                .ThenBy(number => number),
        ];
        double length = Math.Sqrt(known.Sum(number => Weight(number) * Weight(number)));
        int visits = 0;
        foreach (int number in known)
        {
            ReadOnlySpan<int> rows = _products.AsSpan(_starts[number], _starts[number + 1] - _starts[number]);
            if (visits > 0 && visits + rows.Length > MaxVisits)
            {
                break;
            }

            rows = rows[..Math.Min(rows.Length, MaxVisits)];
            visits += rows.Length;
            foreach (int row in rows)
            {
                if (_scores[row] == 0)
                {
                    _touched.Add(row);
                }

                _scores[row] += Weight(number) * Weight(number) / (length * _lengths[row]);
            }
        }

        (int, double)[] nearest =
        [
            .. _touched.OrderByDescending(row => _scores[row])
                .ThenBy(row => row)
                .Take(k)
                .Select(row => (row, _scores[row])),
        ];
        foreach (int row in _touched)
        {
            _scores[row] = 0;
        }

        _touched.Clear();
        return nearest;
    }

    /// <summary>Above 0 even where all products have the feature.</summary>
    private double Weight(int number) => Math.Log((_scores.Length + 2.0) / (_features.Products[number] + 1.0));
}
