namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// Adds up the products of a session's neighbors, in float64 and in the order of the neighbors. One per thread: 16
/// bytes for each product of the catalog.
/// </summary>
internal sealed class NeighborScorer(
    NeighborIndex index,
    NeighborSettings settings,
    SessionWeights sessionWeights,
    double[] productWeights,
    double[] distanceWeights) : IRecommenderScorer
{
    private readonly NeighborSearch _search = new(index, settings, sessionWeights);
    private readonly DistinctViews _views = new(index.ProductCount);
    private readonly double[] _sums = new double[index.ProductCount];
    private readonly int[] _touched = new int[index.ProductCount];
    private int _count;

    public void Score(in SessionBatch batch, Span<float> scores)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            ScoreOne(batch[i].Products, scores.Slice(i * index.ProductCount, index.ProductCount));
        }
    }

    private void ScoreOne(ReadOnlySpan<int> viewed, Span<float> scores)
    {
        scores.Fill(IRecommenderScorer.NotRecommended);
        _views.Read(viewed, settings.LastViews);
        _search.Find(_views);
        _count = 0;
        for (int i = 0; i < _search.Count; i++)
        {
            double weight = _search.Similarity(i) * settings.Score.OfNeighbor(_search.Age(i));
            if (weight > 0)
            {
                Add(_search.Session(i), weight);
            }
        }

        foreach (int product in _touched.AsSpan(0, _count))
        {
            scores[product] = (float)(_sums[product] * productWeights[product]);
            _sums[product] = 0;
        }
    }

    private void Add(int session, double weight)
    {
        ReadOnlySpan<int> products = index.Products(session);
        ReadOnlySpan<int> places = index.Places(session);
        int last = distanceWeights.Length == 0 ? 0 : LastShared(products, places);
        for (int i = 0; i < products.Length; i++)
        {
            double added =
                distanceWeights.Length == 0 ? weight : weight * distanceWeights[Math.Abs(places[i] - last)];
            ref double sum = ref _sums[products[i]];
            if (sum == 0 && added > 0)
            {
                _touched[_count++] = products[i];
            }

            sum += added;
        }
    }

    /// <summary>Returns the place of a neighbor's last view of a product of the current session.</summary>
    private int LastShared(ReadOnlySpan<int> products, ReadOnlySpan<int> places)
    {
        // Products stand in the order of their last views, the latest first.
        int i = 0;
        while (!_views.Holds(products[i]))
        {
            i++;
        }

        return places[i];
    }
}
