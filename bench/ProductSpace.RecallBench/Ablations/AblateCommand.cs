using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>`ablate`: tables for the decision pages, on the first rows of an embedding file and given queries.</summary>
internal static class AblateCommand
{
    public static void Run(Arguments arguments)
    {
        string vectors = arguments.Text("vectors");
        int most = arguments.Number("rows", 100_000);
        string queryFile = arguments.Text("queries");
        int passes = Math.Max(1, arguments.Number("passes", 7));
        string? snapshot = arguments.Find("snapshot");
        string? output = arguments.Find("out");
        string only = arguments.Find("only") ?? "codes,preparation,rerank,visited,pool,prefetch";
        arguments.RefuseUnread();

        float[][] queries = Vecs.Read(queryFile);
        (float[] rows, int dimension) = ReadRows(vectors, most);
        string path = snapshot ?? Path.Combine(Path.GetTempPath(), $"productspace-ablate-{Environment.ProcessId}.psx");
        try
        {
            if (!File.Exists(path))
            {
                new ProductIndexBuilder().UseVectors(rows, dimension).Build(path);
                Progress.Say("snapshot built");
            }

            using ProductIndex index = ProductIndex.Open(path, OpenMode.Warm);
            if (index.Count > rows.Length / dimension || queries[0].Length != dimension)
            {
                throw new ArgumentException($"{path} holds {index.Count} products, the queries have dimension {queries[0].Length}: not of {rows.Length / dimension} rows of {dimension}");
            }

            AblationData data = new(index, rows, queries);
            Progress.Say("exact answers found");
            Markdown page = new();
            page.Line($"# Ablations: {Path.GetFileName(vectors)}, {index.Count} x {dimension}, M {index.Info.M}, efConstruction {index.Info.EfConstruction}, {queries.Length} queries").Line();
            page.Line($"- machine: {Machine.Describe()}");
            page.Line($"- command: `RecallBench {arguments.Line}`");
            page.Line($"- pages: {PageState.Describe()}");
            Add(page, data, only.Split(','), passes);
            page.Publish(output);
        }
        finally
        {
            if (snapshot is null)
            {
                File.Delete(path);
            }
        }
    }

    private static void Add(Markdown page, AblationData data, string[] only, int passes)
    {
        foreach (string part in only)
        {
            Action add = part switch
            {
                "codes" => () => RecallTables.AddCodes(page, data),
                "preparation" => () => RecallTables.AddPreparation(page, data),
                "rerank" => () => RecallTables.AddRerank(page, data),
                "visited" => () => TimeTables.AddVisited(page, data, passes),
                "pool" => () => TimeTables.AddPool(page, data, passes),
                "prefetch" => () => TimeTables.AddPrefetch(page, data, passes),
                _ => throw new ArgumentException($"--only knows codes, preparation, rerank, visited, pool, prefetch; not \"{part}\""),
            };
            add();
            Progress.Say($"{part} done");
        }
    }

    private static (float[] Rows, int Dimension) ReadRows(string path, int most)
    {
        using EmbeddingFile file = EmbeddingFiles.Open(path);
        int count = Math.Min(most, file.Count);
        float[] rows = new float[count * file.Dimension];
        for (int row = 0; row < count; row++)
        {
            file.ReadRow(row, rows.AsSpan(row * file.Dimension, file.Dimension));
        }

        return (rows, file.Dimension);
    }
}
