using ProductSpace.Numerics;

namespace ProductSpace.Training.Sampling;

/// <summary>
/// Splits all rows into S buckets: each run of S rows of neighboring frequency is dealt out in a random order, one to each
/// bucket, so that buckets weigh about the same. Seeded, and dealt anew now and then, so that no two products stay apart.
/// </summary>
internal sealed class BucketPlan
{
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

    /// <summary>Bucket of each row.</summary>
    public ReadOnlySpan<byte> BucketOf => _bucketOf;

    /// <summary>Rows of one bucket, ascending.</summary>
    public ReadOnlySpan<int> RowsOf(int bucket) => _rows.AsSpan(_starts[bucket], _starts[bucket + 1] - _starts[bucket]);

    public void Deal(ulong seed)
    {
        SeededRandom random = new(seed);
        Span<byte> order = stackalloc byte[Buckets];
        Span<int> sizes = stackalloc int[Buckets];
        sizes.Clear();
        for (int start = 0; start < _bucketOf.Length; start += Buckets)
        {
            int count = Math.Min(Buckets, _bucketOf.Length - start);
            for (int i = 0; i < Buckets; i++)
            {
                order[i] = (byte)i;
            }

            for (int i = 0; i < count; i++)
            {
                int other = i + random.NextInt(Buckets - i);
                (order[i], order[other]) = (order[other], order[i]);
                _bucketOf[start + i] = order[i];
                sizes[order[i]]++;
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
