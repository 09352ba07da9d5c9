namespace ProductSpace.Training.Tables;

/// <summary>A row that is summed and then handed to a table. For one thread.</summary>
internal sealed class RowBuffer(int columns)
{
    private int[] _products = new int[16];
    private float[] _weights = new float[16];

    public RowSum Sum { get; } = new(columns);

    /// <summary>Sets a row of the table to the sum without zeros, and clears the sum.</summary>
    /// <param name="builder">The table.</param>
    /// <param name="row">Row of the table.</param>
    /// <param name="except">Column to leave out, or -1.</param>
    /// <param name="columns">Column of the table for each column of the sum; empty if they are the same.</param>
    /// <param name="above">Entries must be above this weight.</param>
    /// <param name="support">Number of sessions of each column; null to ask for none.</param>
    /// <param name="minSupport">Entries need at least this number of sessions.</param>
    public void Set(
        ItemTableBuilder builder,
        int row,
        int except = -1,
        ReadOnlySpan<int> columns = default,
        float above = float.NegativeInfinity,
        RowSum? support = null,
        double minSupport = 0)
    {
        ReadOnlySpan<int> used = Sum.Columns;
        if (_products.Length < used.Length)
        {
            _products = new int[Math.Max(used.Length, 2 * _products.Length)];
            _weights = new float[_products.Length];
        }

        int count = 0;
        foreach (int column in used)
        {
            float weight = (float)Sum[column];
            if (column != except && weight != 0 && weight > above && (support is null || support[column] >= minSupport))
            {
                _products[count] = columns.IsEmpty ? column : columns[column];
                _weights[count++] = weight;
            }
        }

        Sum.Clear();
        builder.Set(row, _products.AsSpan(0, count), _weights.AsSpan(0, count));
    }
}
