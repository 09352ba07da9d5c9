namespace ProductSpace.Training.Tables;

/// <summary>
/// Sums of the pairs of one row: a cell for every product, of which the touched ones are read and cleared. One per
/// thread: 20 bytes for each product of the catalog.
/// </summary>
internal sealed class PairRow(int productCount)
{
    private readonly Cell[] _cells = new Cell[productCount];
    private readonly int[] _touched = new int[productCount];
    private int[] _products = [];
    private float[] _weights = [];
    private int _count;

    /// <summary>Adds a pair with this product. Sessions must come one after the other.</summary>
    public void Add(int product, double weight, int session)
    {
        ref Cell cell = ref _cells[product];
        if (cell.Sessions == 0)
        {
            _touched[_count++] = product;
            cell.LastSession = -1;
        }

        cell.Sessions += cell.LastSession == session ? 0 : 1;
        cell.LastSession = session;
        cell.Weight += weight;
    }

    /// <summary>Writes the row to the table and clears it.</summary>
    public void Finish(int row, int minSessions, PairScore score, ItemTableBuilder table)
    {
        if (_products.Length < _count)
        {
            int length = Math.Min(_cells.Length, _count * 2);
            _products = new int[length];
            _weights = new float[length];
        }

        int kept = 0;
        foreach (int product in _touched.AsSpan(0, _count))
        {
            Cell cell = _cells[product];
            _cells[product] = default;
            if (cell.Sessions >= minSessions && cell.Weight > 0)
            {
                _products[kept] = product;
                _weights[kept++] = score(row, product, cell.Weight, cell.Sessions);
            }
        }

        table.Set(row, _products.AsSpan(0, kept), _weights.AsSpan(0, kept));
        _count = 0;
    }

    private struct Cell
    {
        public double Weight;
        public int Sessions;
        public int LastSession;
    }
}
