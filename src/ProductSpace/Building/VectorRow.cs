using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>One vector in the forms that a pass needs; used by one thread.</summary>
internal sealed class VectorRow(int dimension)
{
    /// <summary>The vector as read.</summary>
    public float[] Given { get; } = new float[dimension];

    public double[] Unit { get; } = new double[dimension];

    public float[] Plain { get; } = new float[dimension];

    public float[] Rotated { get; } = new float[Rotation.PaddedWidth(dimension)];

    /// <summary>Reads a vector and scales it to length 1; returns its former length.</summary>
    public double Read(EmbeddingFile file, int row)
    {
        file.ReadRow(row, Given);
        return UnitVector.Normalise(Given, Unit);
    }
}
