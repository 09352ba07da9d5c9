namespace ProductSpace.Training.Tables;

/// <summary>Takes rows of an inverse matrix, on one thread.</summary>
internal interface IRowConsumer
{
    /// <summary>Takes a row.</summary>
    /// <param name="row">Number of the row.</param>
    /// <param name="columns">Columns of the row that are known; the others are zero or very small.</param>
    /// <param name="values">Their values.</param>
    void Take(int row, ReadOnlySpan<int> columns, ReadOnlySpan<double> values);
}
