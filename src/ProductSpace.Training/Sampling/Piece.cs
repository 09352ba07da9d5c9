namespace ProductSpace.Training.Sampling;

/// <summary>
/// The pairs of one stretch of a chunk, sorted by block (IN bucket, OUT bucket) and within a block in the order of the
/// log, so that pairs of one view stay together.
/// </summary>
internal sealed class Piece(int buckets)
{
    private Pair[] _pairs = [];

    /// <summary>Start of the pairs of each block, and the end of the last one [buckets^2 + 1].</summary>
    public int[] Starts { get; } = new int[(buckets * buckets) + 1];

    public float LearningRate { get; set; }

    public Pair[] Pairs => _pairs;

    public void Sort(ReadOnlySpan<Pair> pairs, ReadOnlySpan<byte> bucketOf)
    {
        if (_pairs.Length < pairs.Length)
        {
            _pairs = GC.AllocateUninitializedArray<Pair>(pairs.Length + (pairs.Length / 8));
        }

        Span<int> starts = Starts;
        starts.Clear();
        foreach (Pair pair in pairs)
        {
            starts[(bucketOf[pair.In] * buckets) + bucketOf[pair.Out] + 1]++;
        }

        for (int block = 1; block < starts.Length; block++)
        {
            starts[block] += starts[block - 1];
        }

        // Scattering moves each start to that of the next block; they are shifted back afterwards.
        Span<Pair> sorted = _pairs;
        foreach (Pair pair in pairs)
        {
            sorted[starts[(bucketOf[pair.In] * buckets) + bucketOf[pair.Out]]++] = pair;
        }

        for (int block = starts.Length - 1; block > 0; block--)
        {
            starts[block] = starts[block - 1];
        }

        starts[0] = 0;
    }
}
