using ProductSpace.Numerics;

namespace ProductSpace.Training.Drift;

/// <summary>The two unit vectors of a common product, float64, padded with zeros to the larger dimension.</summary>
internal sealed class AlignedPair(EmbeddingModel before, EmbeddingModel after, Space space, CommonProducts common, int dimension)
{
    public double[] Before { get; } = new double[dimension];

    public double[] After { get; } = new double[dimension];

    /// <summary>Fills both; false where one of the vectors has no direction.</summary>
    public bool TryRead(int product) =>
        Normalise(before, common.Before[product], Before) && Normalise(after, common.After[product], After);

    private bool Normalise(EmbeddingModel model, int row, double[] unit) =>
        UnitVector.Normalise(space == Space.Next ? model.OutRow(row) : model.InRow(row), unit) > 0;
}
