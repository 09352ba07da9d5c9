using System.Numerics;
using ProductSpace.Training.Numerics;

namespace ProductSpace.Training.Tables;

/// <summary>
/// Cholesky factor L of a symmetric positive definite matrix, of which the lower triangle is kept as square tiles:
/// about size * size / 2 elements. Each tile is updated by one thread in the order of the columns, so that the bits do
/// not depend on threads. Columns of the inverse are solved in panels of a tile's width, independently of each other.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TiledCholesky<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = TileProduct.Size;

    /// <summary>Tiles of each block row, from column 0 to the diagonal.</summary>
    private readonly T[][] _rows;

    /// <summary>Negative inverse of the factor of each tile on the diagonal.</summary>
    private readonly T[][] _inverses;

    /// <summary>Creates a matrix of zeros.</summary>
    public TiledCholesky(int size)
    {
        Size = size;
        Blocks = (size + Tile - 1) / Tile;
        _rows = new T[Blocks][];
        _inverses = new T[Blocks][];
        for (int i = 0; i < Blocks; i++)
        {
            _rows[i] = new T[(i + 1) * TileProduct.Length];
        }

        for (int i = size; i < Blocks * Tile; i++)
        {
            Element(i, i) = T.One;
        }
    }

    /// <summary>Number of rows.</summary>
    public int Size { get; }

    /// <summary>Number of block rows.</summary>
    public int Blocks { get; }

    /// <summary>Number of elements of a panel.</summary>
    public int PanelLength => Blocks * TileProduct.Length;

    /// <summary>Refers to an element of the lower triangle, before <see cref="Factor"/>.</summary>
    public ref T Element(int row, int column)
    {
        int tile = (column / Tile * TileProduct.Length) + (row % Tile * Tile) + (column % Tile);
        return ref _rows[row / Tile][tile];
    }

    /// <summary>Replaces the matrix by its factor.</summary>
    /// <exception cref="TrainingInputException">The matrix is not positive definite.</exception>
    public void Factor(TableWork work)
    {
        T[] panel = new T[PanelLength];
        for (int column = 0; column < Blocks; column++)
        {
            int block = column;
            Span<T> transposed = panel.AsSpan(0, column * TileProduct.Length);
            for (int k = 0; k < column; k++)
            {
                Transpose(TileOf(column, k), transposed.Slice(k * TileProduct.Length, TileProduct.Length));
            }

            work.ForEach(Blocks - column, i => Update(block + i, block, panel));
            _inverses[column] = FactorDiagonal(column);
            Transpose(_inverses[column], panel);
            work.ForEach(Blocks - column - 1, i => Divide(block + 1 + i, block, panel));
            double left = (double)(Blocks - column - 1) / Blocks;
            work.Report(1 - (left * left * left));
        }
    }

    /// <summary>
    /// Writes the columns of L^-1 that belong to a block [<see cref="PanelLength"/>]: element (row, c) of the panel is
    /// at row * tile width + c. Rows before the block are zero.
    /// </summary>
    /// <param name="block">Block of columns.</param>
    /// <param name="panel">Receives the columns.</param>
    /// <param name="buffer">Scratch for one tile.</param>
    public void SolveForward(int block, Span<T> panel, Span<T> buffer)
    {
        panel.Clear();
        Span<T> first = PanelTile(panel, block);
        ReadOnlySpan<T> inverse = _inverses[block];
        for (int i = 0; i < first.Length; i++)
        {
            first[i] = -inverse[i];
        }

        for (int i = block + 1; i < Blocks; i++)
        {
            buffer.Clear();
            for (int k = block; k < i; k++)
            {
                TileProduct.Subtract(buffer, TileOf(i, k), Tile, 1, PanelTile(panel, k));
            }

            TileProduct.Subtract(PanelTile(panel, i), _inverses[i], Tile, 1, buffer);
        }
    }

    /// <summary>Turns the columns of L^-1 into those of the inverse of the matrix.</summary>
    public void SolveBackward(Span<T> panel, Span<T> buffer)
    {
        for (int k = Blocks - 1; k >= 0; k--)
        {
            Span<T> target = PanelTile(panel, k);
            target.CopyTo(buffer);
            for (int i = k + 1; i < Blocks; i++)
            {
                TileProduct.Subtract(buffer, TileOf(i, k), 1, Tile, PanelTile(panel, i));
            }

            target.Clear();
            TileProduct.Subtract(target, _inverses[k], 1, Tile, buffer);
        }
    }

    private static Span<T> PanelTile(Span<T> panel, int block) =>
        panel.Slice(block * TileProduct.Length, TileProduct.Length);

    private static void Transpose(ReadOnlySpan<T> tile, Span<T> transposed)
    {
        for (int i = 0; i < Tile; i++)
        {
            for (int j = 0; j < Tile; j++)
            {
                transposed[(j * Tile) + i] = tile[(i * Tile) + j];
            }
        }
    }

    private Span<T> TileOf(int row, int column) =>
        _rows[row].AsSpan(column * TileProduct.Length, TileProduct.Length);

    private void Update(int row, int column, T[] transposed)
    {
        for (int k = 0; k < column; k++)
        {
            TileProduct.Subtract(
                TileOf(row, column),
                TileOf(row, k),
                Tile,
                1,
                transposed.AsSpan(k * TileProduct.Length, TileProduct.Length));
        }
    }

    /// <summary>Multiplies a tile by the transposed inverse of the diagonal's factor, given as its negative.</summary>
    private void Divide(int row, int column, T[] inverse)
    {
        Span<T> tile = TileOf(row, column);
        T[] copy = tile.ToArray();
        tile.Clear();
        TileProduct.Subtract<T>(tile, copy, Tile, 1, inverse.AsSpan(0, TileProduct.Length));
    }

    /// <summary>
    /// Returns the negative inverse of the factor of a tile on the diagonal, in float64 until the end.
    /// </summary>
    private T[] FactorDiagonal(int block)
    {
        Span<T> tile = TileOf(block, block);
        double[] upper = new double[TileProduct.Length];
        for (int i = 0; i < Tile; i++)
        {
            for (int j = i; j < Tile; j++)
            {
                upper[(i * Tile) + j] = double.CreateChecked(tile[(j * Tile) + i]);
            }
        }

        if (!SmallCholesky.Factor(upper, Tile))
        {
            throw new TrainingInputException(
                "the products' counts depend on each other too closely to be solved; use a larger regularisation");
        }

        double[] inverse = new double[Tile];
        T[] result = new T[TileProduct.Length];
        for (int column = 0; column < Tile; column++)
        {
            // Column of L^-1 by forward substitution; L is the transposed of the upper factor.
            Array.Clear(inverse);
            inverse[column] = 1;
            for (int k = column; k < Tile; k++)
            {
                inverse[k] /= upper[(k * Tile) + k];
                Axpy.Add(inverse.AsSpan(k + 1), upper.AsSpan((k * Tile) + k + 1, Tile - k - 1), -inverse[k]);
                result[(k * Tile) + column] = T.CreateTruncating(-inverse[k]);
            }
        }

        return result;
    }
}
