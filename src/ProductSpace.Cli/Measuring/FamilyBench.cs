using System.Globalization;
using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Measuring;

/// <summary>One family of queries at one recall target, against the exact scan.</summary>
/// <param name="Queries">What the queries are.</param>
/// <param name="AskedAs">How they are asked: as a vector, or as a session, with its number of views.</param>
/// <param name="KnownToBuild">Whether the build calibrates by queries of this family.</param>
/// <param name="Target">Recall that was asked for.</param>
/// <param name="Recall">Mean recall.</param>
/// <param name="WorstTenth">Mean recall of the tenth of the queries that finds least.</param>
/// <param name="ExpectedRecall">Mean of what the answers say.</param>
/// <param name="Scored">Mean number of vectors scored.</param>
/// <param name="FixedEfSearch">Least fixed efSearch of a ladder that reaches the target here; 0 if none does.</param>
/// <param name="FixedScored">Mean number of vectors that it scores.</param>
internal sealed record FamilyRow(
    string Queries,
    string AskedAs,
    bool KnownToBuild,
    double Target,
    double Recall,
    double WorstTenth,
    double ExpectedRecall,
    double Scored,
    int FixedEfSearch,
    double FixedScored);

/// <summary>
/// Measures recall by families of queries: those that the build calibrates by, with another seed, and three that it
/// does not know. The mean over easy queries hides what a shopper finds who looks further.
/// </summary>
internal sealed class FamilyBench
{
    private const int Queries = 200;
    private const ulong Seed = 0xFA317;
    private const double Step = 1.15;
    private const int LargestEf = 2_048;
    private static readonly double[] s_targets = [0.90, 0.95, 0.98];

    private readonly ProductIndex _index;
    private readonly SpaceView _space;
    private readonly SearchContext _context = new();
    private readonly int _k;

    private FamilyBench(ProductIndex index, int k)
    {
        _index = index;
        _space = index.ViewOf(Space.Similar);
        _k = k;
    }

    /// <summary>Measures all families at all targets.</summary>
    /// <param name="index">The snapshot.</param>
    /// <param name="k">Number of results.</param>
    /// <param name="progress">
    /// Told the steps done so far and in total: the true answers of a family, and each target.
    /// </param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public static List<FamilyRow> Run(
        ProductIndex index, int k, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new BuildProgress("making the queries", 0, 1));
        FamilyBench bench = new(index, k);
        List<QueryFamily> known = QueryFamily.Make(
            bench._space, Queries, null, [], Seed, new ParallelContext(Environment.ProcessorCount, cancellationToken));
        progress?.Report(new BuildProgress("making the queries", 1, 1));
        List<FamilyRow> rows = [];
        QueryFamily[] families = [.. known, .. bench.Unknown()];
        StepCount steps = new(progress, "measuring", families.Length * (1L + s_targets.Length));
        foreach (QueryFamily family in families)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.AddRange(bench.Measure(family, known.Contains(family), steps, cancellationToken));
        }

        return rows;
    }

    /// <summary>Prints the rows, a family in a line.</summary>
    public static void Print(IReadOnlyList<FamilyRow> rows, TextWriter output)
    {
        output.WriteLine(
            "recall / worst tenth, vectors scored (divided by those of the least fixed efSearch that would do); "
            + "* unknown to the build");
        output.WriteLine($"{"queries",-32} {"asked as",-10} {"target 0.90",-27} {"0.95",-27} 0.98");
        foreach (IGrouping<(string, string), FamilyRow> family in rows.GroupBy(row => (row.Queries, row.AskedAs)))
        {
            FamilyRow first = family.First();
            IEnumerable<string> cells = family.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Recall:F3} / {row.WorstTenth:F2}, {row.Scored:F0} ({Ratio(row)})"));
            string name = (first.KnownToBuild ? string.Empty : "* ") + first.Queries;
            output.WriteLine($"{name,-32} {first.AskedAs,-10} {string.Join(' ', cells.Select(cell => $"{cell,-27}"))}"
                .TrimEnd());
        }
    }

    private static string Ratio(FamilyRow row) => row.FixedEfSearch == 0
        ? "-"
        : (row.Scored / Math.Max(1, row.FixedScored)).ToString("F2", CultureInfo.InvariantCulture);

    private List<QueryFamily> Unknown()
    {
        SeededRandom random = new(Seed);
        int[][] far = new int[Queries][];
        int[][] near = new int[Queries][];
        for (int i = 0; i < Queries; i++)
        {
            far[i] = [.. new[] { Draw(), Draw(), Draw() }.Distinct()];
            int first = Draw();
            near[i] = [.. new[] { first, Math.Min(_space.Count - 1, first + 1 + random.NextInt(300)) }.Distinct()];
        }

        return
        [
            new("three far products", QueryKind.FewViews, far, null),
            new("two of a range of ordinals", QueryKind.FewViews, near, null),
            new("two of a range of ordinals", QueryKind.Vector, near, null),
        ];

        int Draw() => random.NextInt(_space.Count);
    }

    private List<FamilyRow> Measure(
        QueryFamily family, bool isKnown, StepCount steps, CancellationToken cancellationToken)
    {
        float[][] vectors = new float[family.Count][];
        float[] last = new float[family.Count];
        int[] wanted = new int[family.Count];
        Neighbor[] hits = new Neighbor[_k];
        for (int i = 0; i < family.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            vectors[i] = family.VectorOf(_space, _space, i, _context);
            wanted[i] = Ask(family, vectors, i, hits, new SearchOptions { Space = Space.Similar, TargetRecall = 1 })
                .Count;
            last[i] = wanted[i] == 0 ? 0 : hits[wanted[i] - 1].Similarity;
        }

        steps.Add();
        string askedAs = family.IsSeeded ? $"{family.Sessions!.Max(session => session.Length)} views" : "vector";
        List<FamilyRow> rows = [];
        int ef = _k;
        foreach (double target in s_targets)
        {
            Outcome own = Try(new SearchOptions { Space = Space.Similar, TargetRecall = (float)target });
            Outcome walk = default;
            bool canWalk = _index.Info.M > 0;
            for (; canWalk && ef <= LargestEf; ef = (int)Math.Ceiling(ef * Step))
            {
                cancellationToken.ThrowIfCancellationRequested();
                walk = Try(new SearchOptions { Space = Space.Similar, EfSearch = ef });
                if (walk.Recall >= target)
                {
                    break;
                }
            }

            rows.Add(new FamilyRow(
                family.Name,
                askedAs,
                isKnown,
                target,
                own.Recall,
                own.WorstTenth,
                own.Expected,
                own.Scored,
                walk.Recall >= target ? ef : 0,
                walk.Scored));
            steps.Add();
        }

        return rows;

        Outcome Try(SearchOptions options)
        {
            double[] recall = new double[family.Count];
            double expected = 0;
            double scored = 0;
            for (int i = 0; i < family.Count; i++)
            {
                SearchResult result = Ask(family, vectors, i, hits, options);
                int found = hits.Take(result.Count).Count(hit => hit.Similarity >= last[i]);
                recall[i] = wanted[i] == 0 ? 1 : (double)Math.Min(found, wanted[i]) / wanted[i];
                expected += result.ExpectedRecall;
                scored += result.Scored;
            }

            Array.Sort(recall);
            int tenth = Math.Max(1, recall.Length / 10);
            return new Outcome(
                recall.Average(), recall.Take(tenth).Average(), expected / recall.Length, scored / recall.Length);
        }
    }

    private SearchResult Ask(QueryFamily family, float[][] vectors, int i, Neighbor[] hits, SearchOptions options) =>
        family.IsSeeded
            ? _index.SearchSession(family.Sessions![i], hits, options)
            : _index.Search(vectors[i], hits, options);

    private readonly record struct Outcome(double Recall, double WorstTenth, double Expected, double Scored);
}
