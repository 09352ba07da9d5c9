using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Cli.Measuring;

/// <summary>
/// Queries with their exact answers. Unseeded queries are vectors, and all products count. Seeded queries are sessions
/// that start at the viewed products' nodes; the viewed products are left out of answer and truth. A hit has at least
/// the similarity of the true k-th product.
/// </summary>
internal sealed class BenchQueries
{
    private const int Sessions = 1000;
    private const ulong Seed = 0xBE7C4;
    private static readonly int[] s_views = [1, 3, 10];

    private readonly float[][] _vectors;
    private readonly int[][] _sessions;
    private readonly float[][] _truth;

    private BenchQueries(string name, float[][] vectors, int[][] sessions, float[][] truth)
    {
        Name = name;
        _vectors = vectors;
        _sessions = sessions;
        _truth = truth;
    }

    /// <summary>Name of the set: "unseeded" or "seeded".</summary>
    public string Name { get; }

    public int Count => _truth.Length;

    /// <summary>Makes sessions from the products, and returns them once as vectors and once as sessions.</summary>
    public static IReadOnlyList<BenchQueries> FromProducts(
        ProductIndex index,
        int k,
        CancellationToken cancellationToken)
    {
        ParallelContext context = new(Environment.ProcessorCount, cancellationToken);
        SpaceView space = index.ViewOf(Space.Similar);
        List<int[]> sessions = [];
        for (int i = 0; i < s_views.Length; i++)
        {
            int share = (Sessions * (i + 1) / s_views.Length) - (Sessions * i / s_views.Length);
            sessions.AddRange(HeldOutQueries.Make(space, share, s_views[i], Seed, context));
        }

        float[][] vectors = [.. sessions.Select(session => SessionVector(index, session))];
        return
        [
            FromVectors(index, vectors, k, cancellationToken),
            FromSessions(index, [.. sessions], k, cancellationToken),
        ];
    }

    /// <summary>Makes one query of each row of a file.</summary>
    public static BenchQueries FromFile(ProductIndex index, string path, int k, CancellationToken cancellationToken)
    {
        using EmbeddingFile file = EmbeddingFiles.Open(path, cancellationToken: cancellationToken);
        if (file.Dimension != index.Dimension)
        {
            throw new BuildInputException(
                $"{path}: rows of {file.Dimension} numbers, the snapshot's have {index.Dimension}");
        }

        float[][] vectors = new float[file.Count][];
        for (int row = 0; row < vectors.Length; row++)
        {
            vectors[row] = new float[file.Dimension];
            file.ReadRow(row, vectors[row]);
            double squares = vectors[row].Sum(number => (double)number * number);
            if (!(squares > 0) || !double.IsFinite(squares))
            {
                throw new BuildInputException(
                    $"{path} row {row + 1}: is zero or holds a number that is not finite, it has no direction to "
                    + "search in; remove it");
            }
        }

        return FromVectors(index, vectors, k, cancellationToken);
    }

    /// <summary>Runs query i.</summary>
    public SearchResult Ask(ProductIndex index, int i, Span<Neighbor> hits, in SearchOptions options) =>
        _vectors.Length > 0
            ? index.Search(_vectors[i], hits, options)
            : index.SearchSession(_sessions[i], hits, options);

    public int CountHits(int i, ReadOnlySpan<Neighbor> hits)
    {
        float[] truth = _truth[i];
        int found = 0;
        foreach (Neighbor hit in hits)
        {
            found += truth.Length > 0 && hit.Similarity >= truth[^1] ? 1 : 0;
        }

        return Math.Min(found, truth.Length);
    }

    public int CountWanted(int i) => _truth[i].Length;

    private static BenchQueries FromVectors(
        ProductIndex index,
        float[][] vectors,
        int k,
        CancellationToken cancellationToken) =>
        new(
            "unseeded",
            vectors,
            [],
            Truth(vectors.Length, k, (i, hits) => index.SearchExact(vectors[i], hits), cancellationToken));

    private static BenchQueries FromSessions(
        ProductIndex index,
        int[][] sessions,
        int k,
        CancellationToken cancellationToken) =>
        new(
            "seeded",
            [],
            sessions,
            Truth(
                sessions.Length,
                k,
                (i, hits) => index.SearchSessionExact(sessions[i], hits, new SearchOptions { Space = Space.Similar }),
                cancellationToken));

    private static float[][] Truth(
        int count,
        int k,
        Func<int, Neighbor[], SearchResult> ask,
        CancellationToken cancellationToken)
    {
        float[][] truth = new float[count][];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            Neighbor[] hits = new Neighbor[k];
            int found = ask(i, hits).Count;
            truth[i] = [.. hits.Take(found).Select(hit => hit.Similarity)];
        });
        return truth;
    }

    /// <summary>
    /// Makes the session vector as the engine does, so that both kinds ask the same: a view has half the weight of the
    /// next one.
    /// </summary>
    private static float[] SessionVector(ProductIndex index, int[] session)
    {
        float[] mean = new float[index.Dimension];
        float[] vector = new float[index.Dimension];
        float weight = 1;
        foreach (int product in session.Reverse())
        {
            float length = index.GetVector(product, vector);
            float factor = index.Info.Similarity == Similarity.Dot ? weight * length : weight;
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += factor * vector[i];
            }

            weight *= SearchOptions.DefaultDecay;
        }

        return mean;
    }
}
