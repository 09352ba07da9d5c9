namespace ProductSpace.Evaluation.Neighbors;

/// <summary>A nearest-neighbor model of sessions: an index of the sessions and the settings.</summary>
internal sealed class NeighborRecommender : IRecommender
{
    private readonly NeighborIndex _index;
    private readonly NeighborSettings _settings;
    private readonly double[] _productWeights;
    private readonly SessionWeights _sessionWeights;
    private readonly double[] _distanceWeights;

    /// <summary>Takes the index.</summary>
    /// <param name="index">The sessions.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="productWeights">Factor of the score of each product.</param>
    public NeighborRecommender(NeighborIndex index, NeighborSettings settings, double[] productWeights)
    {
        _index = index;
        _settings = settings;
        _productWeights = productWeights;
        _sessionWeights = new SessionWeights(index, settings);
        _distanceWeights = settings.Distance > 0 ? WeighDistances() : [];
    }

    public int ProductCount => _index.ProductCount;

    public IRecommenderScorer CreateScorer() =>
        new NeighborScorer(_index, _settings, _sessionWeights, _productWeights, _distanceWeights);

    private double[] WeighDistances()
    {
        int farthest = 0;
        for (int i = 0; i < _index.SessionCount; i++)
        {
            // The product that was viewed last comes first.
            farthest = Math.Max(farthest, _index.Places(i)[0]);
        }

        double[] weights = new double[farthest + 1];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = ViewDecay.Exp(i, _settings.Distance);
        }

        return weights;
    }
}
