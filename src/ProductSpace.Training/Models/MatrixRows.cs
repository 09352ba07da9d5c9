using ProductSpace.Memory;

namespace ProductSpace.Training.Models;

/// <summary>Some consecutive rows of a matrix whose rows are padded: [Count x Dimension], Stride floats apart.</summary>
internal readonly record struct MatrixRows(NativeView<float> Matrix, int First, int Count, int Dimension, int Stride)
{
    private const int Lanes = 16;

    public ReadOnlySpan<float> this[int row] => Matrix.Slice((long)(First + row) * Stride, Dimension);

    /// <summary>The products' rows of a space.</summary>
    public static MatrixRows Products(ModelContent model, Space space) =>
        new(space == Space.Next ? model.Out : model.In, 0, model.ProductCount, model.Dimension, model.Stride);

    /// <summary>The rows of the metadata tokens in a space.</summary>
    public static MatrixRows Tokens(ModelContent model, Space space) =>
        new(space == Space.Next ? model.Out : model.In, model.ProductCount, model.Metadata.Count, model.Dimension, model.Stride);

    /// <summary>Floats from row to row: whole cache lines.</summary>
    public static int StrideOf(int dimension) => (dimension + Lanes - 1) / Lanes * Lanes;
}
