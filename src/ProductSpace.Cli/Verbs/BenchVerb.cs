using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Measuring;
using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Verbs;

/// <summary>
/// `bench`: measures recall against the exact scan, speed and latency, for a grid of efSearch and for recall targets.
/// </summary>
internal static class BenchVerb
{
    private const double EnoughRecall = 0.985;
    private const int LargestEf = 4096;
    private const double Step = 1.4;
    private static readonly double[] s_targets = [0.90, 0.95, 0.98];

    /// <summary>Recall targets that replace the grid of efSearch if there is no graph.</summary>
    private static readonly float[] s_grid =
    [
        0.50f,
        0.60f,
        0.70f,
        0.80f,
        0.85f,
        0.90f,
        0.93f,
        0.95f,
        0.97f,
        0.98f,
        0.99f,
    ];

    public static Command Create()
    {
        Argument<string> snapshot = Common.Snapshot();
        Option<string?> queries = new("--queries")
        {
            Description = "File with one query vector per row. Default: sessions made from the products.",
        };
        Option<string?> vectors = new("--vectors")
        {
            Description =
                "Embedding file that the snapshot was built from: judge by its numbers in float64, not by the exact "
                + "scan, and measure the exact scan too.",
        };
        Option<string?> ids = new("--ids") { Description = "File with the product id of each row of --vectors." };
        Option<int> k = new("-k", "--k") { Description = "Number of results.", DefaultValueFactory = _ => 10 };
        Option<bool> families = new("--families")
        {
            Description =
                "Measure families of queries, from single products to vectors from outside: mean and worst tenth.",
        };
        Option<bool> json = Common.Json();
        Command verb = new("bench", "Measures recall, queries a second (CPU time of one thread) and latency.")
        {
            snapshot,
            queries,
            vectors,
            ids,
            k,
            families,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                int wanted = parsed.GetValue(k);
                if (wanted is < 1 or > 1000)
                {
                    throw new UsageException("-k must be from 1 to 1000");
                }

                if (parsed.GetValue(ids) is not null && parsed.GetValue(vectors) is null)
                {
                    throw new UsageException("--ids names the rows of --vectors; give --vectors too");
                }

                using ProductIndex index = ProductIndex.Open(
                    SnapshotPath.Of(parsed.GetRequiredValue(snapshot)), OpenMode.Warm);
                if (index.Count == 0)
                {
                    throw new BuildInputException($"{index.Info.Path}: holds no products, there is nothing to measure");
                }

                using ConsoleProgress progress = parsed.Progress();
                if (parsed.GetValue(families))
                {
                    List<FamilyRow> measured = FamilyBench.Run(index, wanted, progress, cancellationToken);
                    progress.Clear();
                    if (parsed.GetValue(json))
                    {
                        JsonOutput.Write(
                            parsed.Out(),
                            new JsonFields
                            {
                                ["rows"] = measured,
                                ["products"] = index.Count,
                                ["dimension"] = index.Dimension,
                                ["k"] = wanted,
                            });
                    }
                    else
                    {
                        FamilyBench.Print(measured, parsed.Out());
                    }

                    return Task.FromResult(ExitCode.Done);
                }

                Float64Judge? judge = parsed.GetValue(vectors) is string file
                    ? Float64Judge.Open(index, file, parsed.GetValue(ids), progress, cancellationToken)
                    : null;
                (List<BenchRow> rows, List<BenchTarget> targets, BenchExact[] exact) = Run(
                    index,
                    parsed.GetValue(queries),
                    wanted,
                    judge,
                    hasGrid: true,
                    progress,
                    cancellationToken);
                progress.Clear();
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(
                        parsed.Out(),
                        new JsonFields
                        {
                            ["rows"] = rows,
                            ["targets"] = targets,
                            ["judge"] = judge is null ? "the exact scan" : $"{judge.Path}, float64",
                            ["exact"] = exact,
                            ["processor"] = Processor.Name,
                            ["instructionSets"] = Processor.InstructionSets,
                            ["pages"] = Processor.Pages,
                            ["products"] = index.Count,
                            ["dimension"] = index.Dimension,
                            ["k"] = wanted,
                        });
                }
                else
                {
                    PrintHeading(wanted, judge is null ? "a full scan" : "the given numbers", parsed.Out());
                    Print(rows, targets, parsed.Out());
                    foreach (BenchExact scan in exact)
                    {
                        parsed
                            .Out()
                            .WriteLine(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{scan.Queries,-8}  exact scan: recall {scan.Recall:F4}, {scan.Whole} of "
                                    + $"{scan.Asked} answers as {judge!.Path} has them in float64"));
                    }

                    parsed
                        .Out()
                        .WriteLine(
                            $"{Processor.Name}; {string.Join(", ", Processor.InstructionSets)}; pages: "
                            + $"{Processor.Pages}");
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    public static (List<BenchRow> Rows, List<BenchTarget> Targets, BenchExact[] Exact) Run(
        ProductIndex index,
        string? file,
        int k,
        Float64Judge? judge,
        bool hasGrid,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<BenchQueries> sets = file is null
            ? BenchQueries.FromProducts(index, k, judge, progress, cancellationToken)
            : [BenchQueries.FromFile(index, file, k, judge, progress, cancellationToken)];
        List<BenchRow> rows = [];
        List<BenchTarget> targets = [];
        bool isGraph = index.Info.M > 0;
        int settings = s_targets.Length + (!hasGrid ? 0 : isGraph ? GraphSettings(k) : s_grid.Length);
        StepCount measured = new(progress, "measuring", (long)sets.Count * settings);
        int measuredSets = 0;
        foreach (BenchQueries set in sets)
        {
            foreach (float target in isGraph || !hasGrid ? [] : s_grid)
            {
                BenchRow row = Measurement.Run(
                    index,
                    set,
                    k,
                    new SearchOptions { Space = Space.Similar, TargetRecall = target },
                    cancellationToken);
                measured.Add();
                if (rows.Count > 0 && rows[^1].Queries == set.Name && rows[^1].Cells == row.Cells)
                {
                    // The calibration has steps; a target between two of them has the setting of the step before.
                    continue;
                }

                rows.Add(row);
                if (row.Strategy == "scan")
                {
                    break;
                }
            }

            for (int ef = k; isGraph && hasGrid && ef <= LargestEf; ef = (int)Math.Ceiling(ef * Step))
            {
                SearchOptions options = new() { Space = Space.Similar, EfSearch = ef };
                BenchRow row = Measurement.Run(index, set, k, options, cancellationToken);
                measured.Add();
                rows.Add(row.Strategy == "scan" ? row : row with { Ef = ef });
                if (row.Recall >= EnoughRecall || row.Strategy == "scan")
                {
                    break;
                }
            }

            foreach (double target in s_targets)
            {
                BenchRow row = Measurement.Run(
                    index,
                    set,
                    k,
                    new SearchOptions { Space = Space.Similar, TargetRecall = (float)target },
                    cancellationToken);
                measured.Add();
                targets.Add(
                    new BenchTarget(
                        set.Name,
                        target,
                        row.Ef,
                        row.Recall,
                        row.Qps,
                        row.P50Microseconds,
                        row.P99Microseconds,
                        row.Cells));
            }

            // A good graph needs the first few steps of the grid only.
            measured.MoveTo((long)++measuredSets * settings);
        }

        if (judge is null)
        {
            return (rows, targets, []);
        }

        StepCount judged = new(progress, "judging the exact scan", sets.Sum(set => (long)set.Count));
        return (rows, targets, [.. sets.Select(set => Judge(index, set, k, judged))]);
    }

    /// <summary>Counts the steps of the grid of efSearch, of which a good graph needs the first few.</summary>
    private static int GraphSettings(int k)
    {
        int steps = 0;
        for (int ef = k; ef <= LargestEf; ef = (int)Math.Ceiling(ef * Step))
        {
            steps++;
        }

        return steps;
    }

    /// <summary>Counts what the exact scan finds of the judge's answers.</summary>
    private static BenchExact Judge(ProductIndex index, BenchQueries set, int k, StepCount judged)
    {
        Neighbor[] hits = new Neighbor[k];
        int found = 0;
        int wanted = 0;
        int whole = 0;
        for (int i = 0; i < set.Count; i++)
        {
            SearchResult result = set.AskExact(index, i, hits, new SearchOptions { Space = Space.Similar });
            int right = set.CountHits(i, hits.AsSpan(0, result.Count));
            found += right;
            wanted += set.CountWanted(i);
            whole += right == set.CountWanted(i) ? 1 : 0;
            judged.Add();
        }

        return new BenchExact(set.Name, set.Count, wanted == 0 ? 1 : (double)found / wanted, whole);
    }

    /// <summary>Prints the line that says what the figures are.</summary>
    public static void PrintHeading(int k, string truth, TextWriter output, string before = "") =>
        output.WriteHeading(
            $"{before}How good and how fast: {k} results a question, compared with those of {truth}, one thread");

    public static void Print(IReadOnlyList<BenchRow> rows, IReadOnlyList<BenchTarget> targets, TextWriter output)
    {
        // A graph search has an efSearch, a cell search a number of cells; a search of both is shown by its efSearch.
        string setting = targets.Any(row => row.Ef > 0) ? "efSearch" : "   cells";
        if (rows.Count > 0)
        {
            output.WriteHeading(
                $"queries   plan   {setting}  recall     QPS   p50 us   p99 us  p99.9 us   scored");
        }

        foreach (BenchRow row in rows)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Queries,-8}  {row.Strategy,-5}  {(row.Ef > 0 ? row.Ef : row.Cells),8}  {row.Recall,6:F4}  "
                    + $"{row.Qps,6:F0}  {row.P50Microseconds,7:F1}  {row.P99Microseconds,7:F1}  "
                    + $"{row.P999Microseconds,8:F1}  {row.Scored,7:F0}"));
        }

        output.WriteHeading($"queries   target  {setting}  recall     QPS   p50 us   p99 us");
        foreach (BenchTarget target in targets)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{target.Queries,-8}  {target.Target,6:F2}  {(target.Ef > 0 ? target.Ef : target.Cells),8}  "
                    + $"{target.Recall,6:F4}  {target.Qps,6:F0}  {target.P50Microseconds,7:F1}  "
                    + $"{target.P99Microseconds,7:F1}"));
        }
    }
}
