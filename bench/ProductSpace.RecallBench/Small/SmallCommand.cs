using System.Diagnostics;
using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Small;

/// <summary>
/// `small`: one small shop, built as a shop of its size is by default (an exact scan) and with graph and cells; both
/// asked the same questions in turns within one process on one thread. The first rows of the file are the products, the
/// rows behind them the questions.
/// </summary>
internal static class SmallCommand
{
    private static readonly int[] s_targets = [900, 950, 980];

    public static void Run(Arguments arguments)
    {
        string file = arguments.Text("vectors");
        int products = arguments.Number("products", 5000);
        int count = arguments.Number("queries", 1000);
        int k = arguments.Number("k", 10);
        int passes = Math.Max(1, arguments.Number("passes", 15));
        string? queryFile = arguments.Find("query-file");
        string? output = arguments.Find("out");
        arguments.RefuseUnread();

        (float[] rows, float[][] queries, int dimension) = Read(file, queryFile, products, count);
        (byte[] bytes, string built) = Build(rows, dimension, IndexStructures.Scan);
        (byte[] both, string builtBoth) = Build(rows, dimension, IndexStructures.Both);
        using ProductIndex scan = ProductIndex.Open(bytes, OpenMode.Warm);
        using ProductIndex graph = ProductIndex.Open(both, OpenMode.Warm);
        float[] kth = Truth(graph, queries, k);
        List<SmallMethod> methods =
        [
            new("exact scan", kth, k, (query, hits) => scan.Search(query, hits)),
            .. s_targets.Select(target => new SmallMethod(
                $"graph and cells, target {Markdown.Format(target / 1000.0, "0.0##")}",
                kth,
                k,
                (query, hits) => graph.Search(query, hits, new SearchOptions { TargetRecall = target / 1000f }))),
            new("query preparation alone", null, k, new SmallParts(scan).Prepare),
            new("codes of all rows alone", null, k, new SmallParts(scan).Compare),
        ];
        for (int pass = -2; pass < passes; pass++)
        {
            foreach (SmallMethod method in methods)
            {
                method.Pass(queries, keep: pass >= 0);
            }
        }

        Markdown page = new();
        page.Line($"# Small shop: {Path.GetFileName(file)}, {products} x {dimension}, {queries.Length} queries, k = {k}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {arguments.Line}`");
        page.Line($"- scan: {built}; graph and cells: {builtBoth}");
        page.Line($"- products that the exact scan measures by the exact form: {Markdown.Format(new SmallParts(scan).Measured(queries, k), "F1")} a query");
        page.Line("- one thread; CPU us a query, median and least over passes; ratio: of the least times, exact scan = 1").Line();
        double one = methods[0].Least;
        page.Table(["method", "recall@k", "CPU us", "least", "ratio", "rows compared", "bytes allocated a query"], methods.Select(method => method.Row(one)));
        page.Publish(output);
    }

    private static (float[] Rows, float[][] Queries, int Dimension) Read(string file, string? queryFile, int products, int count)
    {
        using EmbeddingFile vectors = EmbeddingFiles.Open(file, new EmbeddingReadOptions(), null, CancellationToken.None);
        int needed = products + (queryFile is null ? count : 0);
        if (vectors.Count < needed)
        {
            throw new ArgumentException($"{file} has {vectors.Count} rows; {needed} are needed for {products} products and their queries");
        }

        float[] rows = new float[products * vectors.Dimension];
        for (int i = 0; i < products; i++)
        {
            vectors.ReadRow(i, rows.AsSpan(i * vectors.Dimension, vectors.Dimension));
        }

        if (queryFile is not null)
        {
            return (rows, [.. Vecs.Read(queryFile).Take(count)], vectors.Dimension);
        }

        float[][] queries = new float[count][];
        for (int i = 0; i < count; i++)
        {
            queries[i] = new float[vectors.Dimension];
            vectors.ReadRow(products + i, queries[i]);
        }

        return (rows, queries, vectors.Dimension);
    }

    /// <summary>Builds three times; says what the quickest took, and the size.</summary>
    private static (byte[] Snapshot, string Told) Build(float[] rows, int dimension, IndexStructures structures)
    {
        byte[] snapshot = [];
        double wall = double.MaxValue;
        double cpu = double.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            snapshot = new ProductIndexBuilder(new BuildOptions { Structures = structures }).UseVectors(rows, dimension).UseIds(Enumerable.Range(0, rows.Length / dimension).Select(i => $"p-{i}")).BuildToMemory();
            wall = Math.Min(wall, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            cpu = Math.Min(cpu, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
        }

        return (snapshot, $"{snapshot.Length:N0} bytes, built in {wall:F0} ms ({cpu:F0} CPU ms)");
    }

    private static float[] Truth(ProductIndex index, float[][] queries, int k)
    {
        float[] kth = new float[queries.Length];
        Neighbor[] hits = new Neighbor[k];
        for (int i = 0; i < queries.Length; i++)
        {
            kth[i] = hits[index.SearchExact(queries[i], hits).Count - 1].Similarity;
        }

        return kth;
    }
}
