namespace ProductSpace.Training.Tables;

/// <summary>
/// A sparse row that is summed: only the columns that were added to are visited and cleared. For one thread.
/// </summary>
internal sealed class RowSum(int columns)
{
    private readonly double[] _values = new double[columns];
    private readonly bool[] _isUsed = new bool[columns];
    private readonly int[] _used = new int[columns];
    private int _count;

    /// <summary>Columns that were added to, in the order of their first addition.</summary>
    public ReadOnlySpan<int> Columns => _used.AsSpan(0, _count);

    public double this[int column] => _values[column];

    public void Add(int column, double value)
    {
        if (!_isUsed[column])
        {
            _isUsed[column] = true;
            _used[_count++] = column;
        }

        _values[column] += value;
    }

    public void Clear()
    {
        foreach (int column in Columns)
        {
            _values[column] = 0;
            _isUsed[column] = false;
        }

        _count = 0;
    }
}
