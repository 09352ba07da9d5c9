using System.Numerics;
using ProductSpace.Training.Numerics;

namespace ProductSpace.Training.Tables;

/// <summary>
/// The exact inverse by a Cholesky factor. The inverse itself is never in memory: its rows are solved in panels.
/// </summary>
internal sealed class DenseInverse<T> : GramInverse
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = TileProduct.Size;

    private readonly TiledCholesky<T> _matrix;
    private readonly int[] _columns;

    public DenseInverse(CoViews views, double scale, double[] added, TableWork work)
    {
        _matrix = new TiledCholesky<T>(views.Count);
        _columns = [.. Enumerable.Range(0, views.Count)];
        work.ForEach(views.Count, () => new RowSum(views.Count), (row, sum) =>
        {
            views.AddRow(row, sum);
            foreach (int column in sum.Columns)
            {
                if (column <= row)
                {
                    double value = (scale * sum[column]) + (column == row ? added[row] : 0);
                    _matrix.Element(row, column) = T.CreateTruncating(value);
                }
            }

            sum.Clear();
        });
        _matrix.Factor(work);
    }

    public override double[] Diagonal(TableWork work)
    {
        double[] diagonal = new double[_matrix.Size];
        work.ForEach(_matrix.Blocks, () => new Panel(_matrix), (block, panel) =>
        {
            // The inverse is (L^-1)^T L^-1: its diagonal holds the squared lengths of the columns of L^-1.
            _matrix.SolveForward(block, panel.Values, panel.Buffer);
            Span<double> squares = diagonal.AsSpan(block * Tile, Math.Min(Tile, _matrix.Size - (block * Tile)));
            for (int row = block * Tile; row < _matrix.Size; row++)
            {
                for (int i = 0; i < squares.Length; i++)
                {
                    double value = double.CreateChecked(panel.Values[(row * Tile) + i]);
                    squares[i] += value * value;
                }
            }
        });
        return diagonal;
    }

    public override void ForEach(Func<IRowConsumer> consumer, TableWork work) =>
        work.ForEach(_matrix.Blocks, () => new Panel(_matrix, consumer()), (block, panel) =>
        {
            work.Check();
            _matrix.SolveForward(block, panel.Values, panel.Buffer);
            _matrix.SolveBackward(panel.Values, panel.Buffer);
            int first = block * Tile;
            for (int i = 0; i < Math.Min(Tile, _matrix.Size - first); i++)
            {
                for (int row = 0; row < _matrix.Size; row++)
                {
                    panel.Row[row] = double.CreateChecked(panel.Values[(row * Tile) + i]);
                }

                panel.Consumer!.Take(first + i, _columns, panel.Row);
            }
        });

    private sealed class Panel(TiledCholesky<T> matrix, IRowConsumer? consumer = null)
    {
        public T[] Values { get; } = new T[matrix.PanelLength];

        public T[] Buffer { get; } = new T[TileProduct.Length];

        public double[] Row { get; } = new double[matrix.Size];

        public IRowConsumer? Consumer { get; } = consumer;
    }
}
