using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// Trains the codebook of the 4-bit codes: product quantisation (Jégou, Douze, Schmid, PAMI 2011) of the residual of
/// each row, its codes less the centroid of its cell, with 16 codewords for every two dimensions. Lloyd's k-means in
/// integers runs on an evenly spaced sample of rows, for each sub-quantiser by itself, so that the codebook is
/// identical for any thread count and instruction set. Stored as [sub-quantisers x 32]: the first numbers of the 16
/// codewords, then the second numbers.
/// </summary>
internal static class CellCodebook
{
    private const int SampleSize = 65_536;
    private const int Rounds = 12;

    /// <summary>
    /// Number of sub-quantisers for a dimension, padded to a multiple of four; padding has the residual 0.
    /// </summary>
    public static int SubQuantisers(int dimension) => CellQuery.SubQuantisersFor(dimension);

    public static sbyte[] Train(
        CodeRows codes, IReadOnlyList<Cell> cells, CodeRows centroids, int dimension, ParallelContext context)
    {
        (int[] rows, int[] cellOf) = Sample(cells);
        int subQuantisers = CellQuery.SubQuantisersFor(dimension);
        sbyte[] codebook = new sbyte[subQuantisers * CellQuery.CodebookBytes];
        context.ForEachBlock(
            subQuantisers,
            CellQuery.SubQuantiserGroup,
            () => new Trainer(codes, centroids, rows, cellOf),
            (trainer, from, to) =>
        {
            trainer.Load(from);
            for (int sub = from; sub < to; sub++)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                trainer.Train(sub - from, codebook.AsSpan(sub * CellQuery.CodebookBytes, CellQuery.CodebookBytes));
            }
        });

        return codebook;
    }

    /// <summary>Computes the mean rounded to the nearest integer, half up, for sums of either sign.</summary>
    internal static int Mean(int sum, int count)
    {
        long twice = (2L * sum) + count;
        long quotient = twice / (2L * count);
        return (int)(quotient * 2 * count > twice ? quotient - 1 : quotient);
    }

    /// <summary>Samples evenly spaced rows, at most <see cref="SampleSize"/>, with the cell of each.</summary>
    private static (int[] Rows, int[] Cells) Sample(IReadOnlyList<Cell> cells)
    {
        long all = 0;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            all += cells[cell].Count;
        }

        int size = (int)Math.Min(SampleSize, all);
        int[] rows = new int[size];
        int[] cellOf = new int[size];
        int taken = 0;
        long before = 0;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            long after = before + cells[cell].Count;
            for (long next; taken < size && (next = taken * all / size) < after; taken++)
            {
                rows[taken] = cells[cell].First + (int)(next - before);
                cellOf[taken] = cell;
            }

            before = after;
        }

        return (rows, cellOf);
    }

    /// <summary>Trains sub-quantisers, loading four at a time; used by one thread.</summary>
    private sealed class Trainer
    {
        private const int Dimensions = CellQuery.SubQuantiserGroup * CellQuery.Width;

        private readonly CodeRows _codes;
        private readonly CodeRows _centroids;
        private readonly int[] _rows;
        private readonly int[] _cells;
        private readonly int _padded;

        /// <summary>Residuals of the sample, [8 dimensions x padded rows].</summary>
        private readonly float[] _residuals;
        private readonly int[] _nearest;
        private readonly ulong[] _keys;
        private readonly int[] _order;
        private readonly int[] _errors;
        private readonly float[] _table = new float[NearestCodeword.TableLength];
        private readonly int[] _sumX = new int[CellQuery.Codewords];
        private readonly int[] _sumY = new int[CellQuery.Codewords];
        private readonly int[] _count = new int[CellQuery.Codewords];

        public Trainer(CodeRows codes, CodeRows centroids, int[] rows, int[] cells)
        {
            _codes = codes;
            _centroids = centroids;
            _rows = rows;
            _cells = cells;
            _padded = (rows.Length + NearestCodeword.Block - 1) / NearestCodeword.Block * NearestCodeword.Block;
            _residuals = new float[Dimensions * _padded];
            _nearest = new int[_padded];
            _keys = new ulong[rows.Length];
            _order = new int[rows.Length];
            _errors = new int[rows.Length];
        }

        /// <summary>Loads the residuals of four sub-quantisers, starting with this one.</summary>
        public void Load(int firstSub)
        {
            int first = firstSub * CellQuery.Width;
            for (int i = 0; i < _rows.Length; i++)
            {
                ReadOnlySpan<byte> row = _codes.Row(_rows[i]).Slice(first, Dimensions);
                ReadOnlySpan<byte> centroid = _centroids.Row(_cells[i]).Slice(first, Dimensions);
                for (int j = 0; j < row.Length; j++)
                {
                    _residuals[(j * _padded) + i] = row[j] - centroid[j];
                }
            }
        }

        /// <summary>Trains one of the loaded sub-quantisers.</summary>
        public void Train(int sub, Span<sbyte> codewords)
        {
            ReadOnlySpan<float> x = _residuals.AsSpan(sub * CellQuery.Width * _padded, _padded);
            ReadOnlySpan<float> y = _residuals.AsSpan(((sub * CellQuery.Width) + 1) * _padded, _padded);
            for (int i = 0; i < _order.Length; i++)
            {
                _order[i] = i;
            }

            Start(x, y, _order, 0, CellQuery.Codewords, codewords);
            for (int round = 0; round < Rounds; round++)
            {
                NearestCodeword.Prepare(codewords, _table);
                NearestCodeword.Find(x, y, _table, _nearest);
                if (!Move(x, y, codewords))
                {
                    return;
                }
            }
        }

        /// <summary>
        /// Chooses the first codewords: halves the sample at the median of the wider dimension until there are 16
        /// parts, and takes the mean of each. They are as dense as the residuals, outliers or not.
        /// </summary>
        private void Start(
            ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<int> part, int first, int count, Span<sbyte> codewords)
        {
            long sumX = 0;
            long sumY = 0;
            long squareX = 0;
            long squareY = 0;
            foreach (int i in part)
            {
                int valueX = (int)x[i];
                int valueY = (int)y[i];
                sumX += valueX;
                sumY += valueY;
                squareX += valueX * valueX;
                squareY += valueY * valueY;
            }

            if (count == 1)
            {
                codewords[first] = part.IsEmpty ? (sbyte)0 : (sbyte)Mean((int)sumX, part.Length);
                codewords[first + CellQuery.Codewords] = part.IsEmpty ? (sbyte)0 : (sbyte)Mean((int)sumY, part.Length);
                return;
            }

            bool byX = (part.Length * squareX) - (sumX * sumX) >= (part.Length * squareY) - (sumY * sumY);
            Span<ulong> keys = _keys.AsSpan(0, part.Length);
            for (int i = 0; i < part.Length; i++)
            {
                int value = (int)(byX ? x : y)[part[i]] + 128;
                keys[i] = ((ulong)(uint)value << 32) | (uint)part[i];
            }

            int half = part.Length / 2;
            Selection.Partition(keys, half);
            for (int i = 0; i < part.Length; i++)
            {
                part[i] = (int)(uint)keys[i];
            }

            Start(x, y, part[..half], first, count / 2, codewords);
            Start(x, y, part[half..], first + (count / 2), count / 2, codewords);
        }

        /// <summary>Moves each codeword to the mean of the residuals nearest to it; false if none moved.</summary>
        private bool Move(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<sbyte> codewords)
        {
            Array.Clear(_sumX);
            Array.Clear(_sumY);
            Array.Clear(_count);
            for (int i = 0; i < _rows.Length; i++)
            {
                int c = _nearest[i];
                _sumX[c] += (int)x[i];
                _sumY[c] += (int)y[i];
                _count[c]++;
            }

            bool moved = PlaceEmpty(x, y, codewords);
            for (int c = 0; c < CellQuery.Codewords; c++)
            {
                if (_count[c] > 0)
                {
                    moved |= Set(codewords, c, Mean(_sumX[c], _count[c]), Mean(_sumY[c], _count[c]));
                }
            }

            return moved;
        }

        /// <summary>
        /// Moves each codeword without residuals to the residual farthest from all codewords, the first of equals. It
        /// stays if every residual has its own codeword. False if none moved.
        /// </summary>
        private bool PlaceEmpty(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<sbyte> codewords)
        {
            bool moved = false;
            bool measured = false;
            for (int empty = 0; empty < CellQuery.Codewords; empty++)
            {
                if (_count[empty] > 0)
                {
                    continue;
                }

                if (!measured)
                {
                    Array.Fill(_errors, int.MaxValue);
                    for (int c = 0; c < CellQuery.Codewords; c++)
                    {
                        Approach(x, y, codewords[c], codewords[c + CellQuery.Codewords]);
                    }

                    measured = true;
                }

                int farthest = -1;
                int most = 0;
                for (int i = 0; i < _errors.Length; i++)
                {
                    if (_errors[i] > most)
                    {
                        most = _errors[i];
                        farthest = i;
                    }
                }

                if (farthest < 0)
                {
                    break;
                }

                moved |= Set(codewords, empty, (int)x[farthest], (int)y[farthest]);
                Approach(x, y, codewords[empty], codewords[empty + CellQuery.Codewords]);
            }

            return moved;
        }

        /// <summary>Lowers each error to the squared distance from a codeword, if that is smaller.</summary>
        private void Approach(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int wordX, int wordY)
        {
            for (int i = 0; i < _errors.Length; i++)
            {
                int offX = (int)x[i] - wordX;
                int offY = (int)y[i] - wordY;
                _errors[i] = Math.Min(_errors[i], (offX * offX) + (offY * offY));
            }
        }

        private static bool Set(Span<sbyte> codewords, int c, int x, int y)
        {
            if (codewords[c] == x && codewords[c + CellQuery.Codewords] == y)
            {
                return false;
            }

            codewords[c] = (sbyte)x;
            codewords[c + CellQuery.Codewords] = (sbyte)y;
            return true;
        }
    }
}
