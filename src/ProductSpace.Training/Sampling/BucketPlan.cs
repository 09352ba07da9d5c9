using ProductSpace.Numerics;

namespace ProductSpace.Training.Sampling;

/// <summary>
/// Splits all rows into S buckets: the S units of each run of neighboring frequency are dealt in a random order, one to
/// each bucket, so that buckets weigh about the same. Seeded, and repeated now and then, so that no two products stay
/// apart.
/// </summary>
internal sealed class BucketPlan
{
    /// <summary>
    /// Number of rows that stay together. A processor that reads a row also fetches the start of the next one; if that
    /// were in another thread's bucket, two cores would keep taking cache lines from each other (decisions/trainer.md).
    /// </summary>
    public const int UnitRows = 8;

    private readonly byte[] _bucketOf;
    private readonly int[] _rows;
    private readonly int[] _starts;

    public BucketPlan(int rows, int buckets)
    {
        Buckets = buckets;
        _bucketOf = new byte[rows];
        _rows = new int[rows];
        _starts = new int[buckets + 1];
    }

    public int Buckets { get; }

    /// <summary>Returns the largest number of rows that a bucket can get.</summary>
    public static int MostRows(int rows, int buckets)
    {
        int run = buckets * UnitRows;
        return (rows + run - 1) / run * UnitRows;
    }

    /// <summary>Bucket of each row.</summary>
    public ReadOnlySpan<byte> BucketOf => _bucketOf;

    /// <summary>Returns the rows of one bucket, ascending.</summary>
    public ReadOnlySpan<int> RowsOf(int bucket) => _rows.AsSpan(_starts[bucket], _starts[bucket + 1] - _starts[bucket]);

    public void Deal(ulong seed)
    {
        SeededRandom random = new(seed);
        Span<byte> order = stackalloc byte[Buckets];
        Span<int> sizes = stackalloc int[Buckets];
        sizes.Clear();
        for (int start = 0; start < _bucketOf.Length; start += Buckets * UnitRows)
        {
            for (int i = 0; i < Buckets; i++)
            {
                order[i] = (byte)i;
            }

            for (int i = 0; i < Buckets; i++)
            {
                int other = i + random.NextInt(Buckets - i);
                (order[i], order[other]) = (order[other], order[i]);
                int first = Math.Min(start + (i * UnitRows), _bucketOf.Length);
                int count = Math.Min(UnitRows, _bucketOf.Length - first);
                _bucketOf.AsSpan(first, count).Fill(order[i]);
                sizes[order[i]] += count;
            }
        }

        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            _starts[bucket + 1] = _starts[bucket] + sizes[bucket];
            sizes[bucket] = _starts[bucket];
        }

        for (int row = 0; row < _bucketOf.Length; row++)
        {
            _rows[sizes[_bucketOf[row]]++] = row;
        }
    }
}
