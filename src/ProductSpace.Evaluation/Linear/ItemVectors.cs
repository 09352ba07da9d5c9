namespace ProductSpace.Evaluation.Linear;

/// <summary>Vectors of products, row by row. Immutable once a model has it.</summary>
internal sealed class ItemVectors(int count, int dimension)
{
    private readonly float[] _values = new float[checked(count * dimension)];

    public int Count => count;

    public int Dimension => dimension;

    public Span<float> this[int product] => _values.AsSpan(product * dimension, dimension);

    public ReadOnlySpan<float> Row(int product) => this[product];
}
