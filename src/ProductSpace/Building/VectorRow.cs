using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>One vector in the forms that a pass needs; used by one thread.</summary>
internal sealed class VectorRow(int dimension, RowForm form)
{
    /// <summary>The vector as read, and behind it 0 where rows have an extra number.</summary>
    public float[] Given { get; } = new float[dimension];

    public double[] Unit { get; } = new double[dimension];

    public float[] Plain { get; } = new float[dimension];

    public float[] Rotated { get; } = new float[Rotation.PaddedWidth(dimension)];

    /// <summary>Reads a vector and makes it a row of length 1; returns its own length.</summary>
    public double Read(EmbeddingFile file, int row)
    {
        Span<float> vector = Given.AsSpan(0, dimension - form.Extra);
        file.ReadRow(row, vector);
        return form.Write(vector, Unit);
    }
}
