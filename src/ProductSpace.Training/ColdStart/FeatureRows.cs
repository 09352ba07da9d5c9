using System.Runtime.InteropServices;

namespace ProductSpace.Training.ColdStart;

/// <summary>The features of some products, row by row: numbers and values, and where each row begins.</summary>
internal sealed class FeatureRows
{
    private readonly List<int> _numbers = [];
    private readonly List<float> _values = [];
    private readonly List<int> _starts = [0];

    public FeatureRows(FeatureSet features, IReadOnlyList<ColdProduct> products)
    {
        FeatureKeys keys = new();
        FeatureCount = features.Count;
        foreach (ColdProduct product in products)
        {
            features.Read(product, keys, _numbers, _values);
            _starts.Add(_numbers.Count);
        }
    }

    public int Count => _starts.Count - 1;

    public int FeatureCount { get; }

    public ReadOnlySpan<int> Numbers(int row) =>
        CollectionsMarshal.AsSpan(_numbers)[_starts[row].._starts[row + 1]];

    public ReadOnlySpan<float> Values(int row) =>
        CollectionsMarshal.AsSpan(_values)[_starts[row].._starts[row + 1]];
}
