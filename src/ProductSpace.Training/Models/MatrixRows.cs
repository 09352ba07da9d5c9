using ProductSpace.Memory;

namespace ProductSpace.Training.Models;

/// <summary>Consecutive rows of a matrix with padded rows: [Count x Dimension], Stride floats apart.</summary>
internal readonly record struct MatrixRows(NativeView<float> Matrix, int First, int Count, int Dimension, int Stride)
{
    private const int Lanes = 16;

    public ReadOnlySpan<float> this[int row] => Matrix.Slice((long)(First + row) * Stride, Dimension);

    /// <summary>Returns the products' rows of a space.</summary>
    public static MatrixRows Products(ModelContent model, Space space) =>
        new(space == Space.Next ? model.Out : model.In, 0, model.ProductCount, model.Dimension, model.Stride);

    /// <summary>Returns the metadata tokens' rows of a space.</summary>
    public static MatrixRows Tokens(ModelContent model, Space space) =>
        new(
            space == Space.Next ? model.Out : model.In,
            model.ProductCount,
            model.Metadata.Count,
            model.Dimension,
            model.Stride);

    /// <summary>Returns the number of floats from row to row: whole cache lines.</summary>
    public static int StrideOf(int dimension) => (dimension + Lanes - 1) / Lanes * Lanes;
}
