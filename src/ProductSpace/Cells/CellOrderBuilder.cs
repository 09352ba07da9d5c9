using System.Numerics;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// Orders the products of a space: categories depth-first, and within each by recursive balanced 2-means over the
/// integer codes, down to cells of 32. A subtree of at most 32 products is one cell. Sums of integers commute and ties
/// go by input row, so the order is identical for any thread count and instruction set.
/// </summary>
internal sealed class CellOrderBuilder(CodeRows codes, int dimension, ParallelContext context)
{
    private const int SampleSize = 512;
    private const int Rounds = 4;

    /// <summary>Smallest group that is worth its own task.</summary>
    private const int TaskSize = 8192;

    /// <summary>
    /// Orders all rows. Categories are numbered depth-first; <paramref name="ends"/>[c] is the number after the last
    /// category of c's subtree, and <paramref name="categoryOf"/>[row] is the primary category.
    /// </summary>
    public CellOrder Build(int[] categoryOf, int[] ends)
    {
        int[] rows = new int[codes.Count];
        int[] starts = GroupByCategory(categoryOf, ends.Length, rows);
        List<(int First, int Count, int Category)> groups = [];
        Collect(0, ends, starts, groups);
        List<Cell>[] cells = new List<Cell>[groups.Count];
        context.ForEachBlock(groups.Count, 1, () => new Splitter(codes, dimension), (splitter, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                cells[i] = [];
                (int first, int count, int category) = groups[i];
                if (count <= Cell.Size)
                {
                    // This may be a whole small subtree, whose rows keep the order of its categories.
                    cells[i].Add(new Cell(first, count, category));
                }
                else
                {
                    Split(splitter, rows, first, count, category, cells[i]);
                }
            }
        });

        List<Cell> all = [];
        foreach (List<Cell> some in cells)
        {
            all.AddRange(some);
        }

        return new CellOrder(rows, all);
    }

    /// <summary>Sorts the rows by category with a counting sort; returns where each category begins.</summary>
    private static int[] GroupByCategory(int[] categoryOf, int categories, int[] rows)
    {
        int[] starts = new int[categories + 1];
        foreach (int category in categoryOf)
        {
            starts[category + 1]++;
        }

        for (int category = 0; category < categories; category++)
        {
            starts[category + 1] += starts[category];
        }

        int[] next = (int[])starts.Clone();
        for (int row = 0; row < categoryOf.Length; row++)
        {
            rows[next[categoryOf[row]]++] = row;
        }

        return starts;
    }

    private static void Collect(
        int category, int[] ends, int[] starts, List<(int First, int Count, int Category)> groups)
    {
        int end = ends[category];
        int subtree = starts[end] - starts[category];
        if (subtree == 0)
        {
            return;
        }

        if (subtree <= Cell.Size)
        {
            groups.Add((starts[category], subtree, category));
            return;
        }

        int own = starts[category + 1] - starts[category];
        if (own > 0)
        {
            groups.Add((starts[category], own, category));
        }

        for (int child = category + 1; child < end; child = ends[child])
        {
            Collect(child, ends, starts, groups);
        }
    }

    private void Split(Splitter splitter, int[] rows, int first, int count, int category, List<Cell> cells)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        if (count <= Cell.Size)
        {
            rows.AsSpan(first, count).Sort();
            cells.Add(new Cell(first, count, category));
            return;
        }

        int parts = (count + Cell.Size - 1) / Cell.Size;
        int left = (int)((long)count * (parts / 2) / parts);
        splitter.Divide(rows.AsSpan(first, count), left);
        if (count >= TaskSize && context.Threads > 1)
        {
            List<Cell> right = [];
            Parallel.Invoke(
                () => Split(splitter, rows, first, left, category, cells),
                () => Split(new Splitter(codes, dimension), rows, first + left, count - left, category, right));
            cells.AddRange(right);
        }
        else
        {
            Split(splitter, rows, first, left, category, cells);
            Split(splitter, rows, first + left, count - left, category, cells);
        }
    }

    /// <summary>Divides a group of rows by 2-means; used by one thread.</summary>
    private sealed class Splitter(CodeRows codes, int dimension)
    {
        private readonly sbyte[] _left = new sbyte[codes.Stride];
        private readonly sbyte[] _right = new sbyte[codes.Stride];
        private readonly int[] _leftDots = new int[SampleSize];
        private readonly int[] _rightDots = new int[SampleSize];
        private readonly int[] _sample = new int[SampleSize];
        private readonly int[] _leftSum = new int[dimension];
        private readonly int[] _rightSum = new int[dimension];
        private ulong[] _keys = [];

        /// <summary>Moves the <paramref name="left"/> rows that lean most towards one centre to the front.</summary>
        public void Divide(Span<int> rows, int left)
        {
            FindCentres(rows);
            if (_keys.Length < rows.Length)
            {
                _keys = new ulong[rows.Length];
            }

            Span<ulong> keys = _keys.AsSpan(0, rows.Length);
            for (int start = 0; start < rows.Length; start += SampleSize)
            {
                Span<int> some = rows.Slice(start, Math.Min(SampleSize, rows.Length - start));
                codes.Dot(some, _left, _leftDots);
                codes.Dot(some, _right, _rightDots);
                for (int i = 0; i < some.Length; i++)
                {
                    // Nearer to the left centre comes first; the centres' own lengths shift all keys equally.
                    uint lean = (uint)(_rightDots[i] - _leftDots[i]) ^ 0x80000000;
                    keys[start + i] = ((ulong)lean << 32) | (uint)some[i];
                }
            }

            Selection.Partition(keys, left);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = (int)(uint)keys[i];
            }
        }

        private void FindCentres(ReadOnlySpan<int> rows)
        {
            int count = Math.Min(SampleSize, rows.Length);
            Span<int> sample = _sample.AsSpan(0, count);
            for (int i = 0; i < count; i++)
            {
                sample[i] = rows[(int)((long)i * rows.Length / count)];
            }

            // Two far ends of the sample: the row farthest from the first, and the row farthest from that one.
            int first = Farthest(sample, sample[0]);
            int second = Farthest(sample, first);
            codes.ToSigned(first, dimension, _left);
            codes.ToSigned(second, dimension, _right);
            for (int round = 0; round < Rounds; round++)
            {
                if (!Move(sample))
                {
                    return;
                }
            }
        }

        private int Farthest(ReadOnlySpan<int> sample, int from)
        {
            int sum = codes.ToSigned(from, dimension, _left);
            codes.Dot(sample, _left, _leftDots);
            int farthest = sample[0];
            long most = long.MinValue;
            for (int i = 0; i < sample.Length; i++)
            {
                long distance = codes.SquaredNorm(sample[i], dimension) - (2L * (_leftDots[i] - (CodeRows.Zero * sum)));
                if (distance > most)
                {
                    most = distance;
                    farthest = sample[i];
                }
            }

            return farthest;
        }

        /// <summary>
        /// Runs one round of Lloyd's algorithm over the sample, halved at the median; false if a centre would have no
        /// row.
        /// </summary>
        private bool Move(ReadOnlySpan<int> sample)
        {
            codes.Dot(sample, _left, _leftDots);
            codes.Dot(sample, _right, _rightDots);
            Span<ulong> keys = stackalloc ulong[SampleSize];
            keys = keys[..sample.Length];
            for (int i = 0; i < sample.Length; i++)
            {
                keys[i] = ((ulong)((uint)(_rightDots[i] - _leftDots[i]) ^ 0x80000000) << 32) | (uint)i;
            }

            int half = sample.Length / 2;
            if (half == 0)
            {
                return false;
            }

            Selection.Partition(keys, half);
            Array.Clear(_leftSum);
            Array.Clear(_rightSum);
            for (int i = 0; i < keys.Length; i++)
            {
                Sum(codes.Row(sample[(int)(uint)keys[i]]), i < half ? _leftSum : _rightSum);
            }

            Centre(_leftSum, half, _left);
            Centre(_rightSum, sample.Length - half, _right);
            return true;
        }

        private void Sum(ReadOnlySpan<byte> row, int[] sum)
        {
            for (int i = 0; i < dimension; i++)
            {
                sum[i] += row[i];
            }
        }

        private void Centre(int[] sum, int count, sbyte[] centre)
        {
            for (int i = 0; i < dimension; i++)
            {
                // Codes are not negative, so this division rounds to the nearest integer on every machine.
                centre[i] = (sbyte)(((sum[i] + (count / 2)) / count) - CodeRows.Zero);
            }
        }
    }
}
