namespace ProductSpace.Evaluation.Networks;

/// <summary>Rows of a matrix in one array.</summary>
internal static class FlatRows
{
    /// <summary>Returns what gives the rows of a matrix, which must not change.</summary>
    public static EmbeddingRow Of(float[] values, int columns) =>
        row => values.AsSpan(row * columns, columns);
}
