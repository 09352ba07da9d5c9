using System.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>What the lanes of a batch are to predict: products with weights, one or several of a lane.</summary>
/// <param name="lanes">Number of lanes.</param>
internal sealed class TargetList<T>(int lanes)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<int> _lanes = [];
    private readonly List<int> _products = [];
    private readonly List<T> _weights = [];

    public int Count => _lanes.Count;

    /// <summary>Sum of the weights of each lane; 0 for a lane without an example.</summary>
    public T[] Totals { get; } = new T[lanes];

    public void Clear()
    {
        _lanes.Clear();
        _products.Clear();
        _weights.Clear();
        Totals.AsSpan().Clear();
    }

    public void Add(int lane, int product, double weight)
    {
        T value = T.CreateTruncating(weight);
        _lanes.Add(lane);
        _products.Add(product);
        _weights.Add(value);
        Totals[lane] += value;
    }

    public int Lane(int target) => _lanes[target];

    public int Product(int target) => _products[target];

    public T Weight(int target) => _weights[target];
}
