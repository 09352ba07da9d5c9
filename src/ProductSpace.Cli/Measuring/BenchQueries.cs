using ProductSpace.Building;
using ProductSpace.Interchange.Opening;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Cli.Measuring;

/// <summary>
/// Queries with their exact answers. Unseeded queries are vectors, and all products count. Seeded queries are sessions
/// that start at the viewed products' nodes; the viewed products are left out of answer and truth. A hit has at least
/// the similarity of the true k-th product: by the exact scan, or, with a judge, by the numbers of the embedding file.
/// </summary>
internal sealed class BenchQueries
{
    private const int Sessions = 1000;
    private const ulong Seed = 0xBE7C4;
    private static readonly int[] s_views = [1, 3, 10];

    private readonly float[][] _vectors;
    private readonly int[][] _sessions;
    private readonly float[][] _truth;
    private readonly Float64Judge? _judge;
    private readonly double[][] _asked;
    private readonly double[] _least;

    private BenchQueries(
        string name,
        float[][] vectors,
        int[][] sessions,
        float[][] truth,
        Float64Judge? judge,
        double[][] asked,
        double[] least)
    {
        Name = name;
        _vectors = vectors;
        _sessions = sessions;
        _truth = truth;
        _judge = judge;
        _asked = asked;
        _least = least;
    }

    /// <summary>Name of the set: "unseeded" or "seeded".</summary>
    public string Name { get; }

    public int Count => _truth.Length;

    /// <summary>Makes sessions from the products, and returns them once as vectors and once as sessions.</summary>
    public static IReadOnlyList<BenchQueries> FromProducts(
        ProductIndex index,
        int k,
        Float64Judge? judge,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        int count = judge?.QueriesFor(Sessions) ?? Sessions;
        ParallelContext context = new(Environment.ProcessorCount, cancellationToken);
        SpaceView space = index.ViewOf(Space.Similar);
        List<int[]> sessions = [];
        for (int i = 0; i < s_views.Length; i++)
        {
            int share = (count * (i + 1) / s_views.Length) - (count * i / s_views.Length);
            sessions.AddRange(HeldOutQueries.Make(space, share, s_views[i], Seed, context));
        }

        float[][] vectors = [.. sessions.Select(session => SessionVector(index, session))];
        StepCount answers = Answers(progress, 2 * sessions.Count, judge);
        return
        [
            FromVectors(index, vectors, k, judge, answers, cancellationToken),
            FromSessions(index, [.. sessions], k, judge, answers, cancellationToken),
        ];
    }

    /// <summary>Makes one query of each row of a file.</summary>
    public static BenchQueries FromFile(
        ProductIndex index,
        string path,
        int k,
        Float64Judge? judge,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        using EmbeddingFile file = VectorForms.Open(path, cancellationToken: cancellationToken);
        if (file.Dimension != index.Dimension)
        {
            throw new BuildInputException(
                $"{path}: rows of {file.Dimension} numbers, the snapshot's have {index.Dimension}");
        }

        int count = Math.Min(file.Count, judge?.QueriesFor(file.Count) ?? file.Count);
        float[][] vectors = new float[count][];
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

        return FromVectors(index, vectors, k, judge, Answers(progress, count, judge), cancellationToken);
    }

    /// <summary>Runs query i.</summary>
    public SearchResult Ask(ProductIndex index, int i, Span<Neighbor> hits, in SearchOptions options) =>
        _vectors.Length > 0
            ? index.Search(_vectors[i], hits, options)
            : index.SearchSession(_sessions[i], hits, options);

    /// <summary>Runs query i over all products.</summary>
    public SearchResult AskExact(ProductIndex index, int i, Span<Neighbor> hits, in SearchOptions options) =>
        _vectors.Length > 0
            ? index.SearchExact(_vectors[i], hits, options)
            : index.SearchSessionExact(_sessions[i], hits, options);

    public int CountHits(int i, ReadOnlySpan<Neighbor> hits)
    {
        float[] truth = _truth[i];
        int found = 0;
        if (_judge is not null)
        {
            foreach (Neighbor hit in hits)
            {
                found += _judge.Similarity(hit.Ordinal, _asked[i]) >= _least[i] ? 1 : 0;
            }

            return Math.Min(found, truth.Length);
        }

        foreach (Neighbor hit in hits)
        {
            found += truth.Length > 0 && hit.Similarity >= truth[^1] ? 1 : 0;
        }

        return Math.Min(found, truth.Length);
    }

    public int CountWanted(int i) => _truth[i].Length;

    /// <summary>Counts true answers: of each query one of the exact scan, and one of the judge if any.</summary>
    private static StepCount Answers(IProgress<BuildProgress>? progress, int queries, Float64Judge? judge) =>
        new(progress, "finding the true answers", judge is null ? queries : 2L * queries);

    private static BenchQueries FromVectors(
        ProductIndex index,
        float[][] vectors,
        int k,
        Float64Judge? judge,
        StepCount answers,
        CancellationToken cancellationToken)
    {
        double[][] asked = judge is null
            ? []
            : Array.ConvertAll(vectors, vector => Array.ConvertAll(vector, value => (double)value));
        return new BenchQueries(
            "unseeded",
            vectors,
            [],
            Truth(vectors.Length, k, (i, hits) => index.SearchExact(vectors[i], hits), answers, cancellationToken),
            judge,
            asked,
            Least(judge, asked, k, _ => [], answers, cancellationToken));
    }

    private static BenchQueries FromSessions(
        ProductIndex index,
        int[][] sessions,
        int k,
        Float64Judge? judge,
        StepCount answers,
        CancellationToken cancellationToken)
    {
        double[][] asked = judge is null ? [] : Array.ConvertAll(sessions, judge.SessionVector);
        return new BenchQueries(
            "seeded",
            [],
            sessions,
            Truth(
                sessions.Length,
                k,
                (i, hits) => index.SearchSessionExact(sessions[i], hits, new SearchOptions { Space = Space.Similar }),
                answers,
                cancellationToken),
            judge,
            asked,
            Least(judge, asked, k, i => sessions[i], answers, cancellationToken));
    }

    private static double[] Least(
        Float64Judge? judge,
        double[][] asked,
        int k,
        Func<int, int[]> excluded,
        StepCount answers,
        CancellationToken cancellationToken)
    {
        double[] least = new double[asked.Length];
        Parallel.For(0, asked.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            least[i] = judge!.Least(asked[i], k, excluded(i));
            answers.Add();
        });
        return least;
    }

    private static float[][] Truth(
        int count,
        int k,
        Func<int, Neighbor[], SearchResult> ask,
        StepCount answers,
        CancellationToken cancellationToken)
    {
        float[][] truth = new float[count][];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            Neighbor[] hits = new Neighbor[k];
            int found = ask(i, hits).Count;
            truth[i] = [.. hits.Take(found).Select(hit => hit.Similarity)];
            answers.Add();
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
