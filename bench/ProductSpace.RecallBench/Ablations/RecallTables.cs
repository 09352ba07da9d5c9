using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>Recall at equal efSearch on one graph: codes, their preparation, re-rank depth. No clock is involved.</summary>
internal static class RecallTables
{
    private delegate int[] WalkOf(PlainWalk walk, int query, int ef);

    public static void AddCodes(Markdown page, AblationData data)
    {
        page.Heading(2, "Codes that the walk navigates by");
        page.Line($"Recall@{Grids.K} at equal efSearch, same graph; exact re-rank of {Grids.Rerank} unless said otherwise.").Line();
        List<string[]> rows = Rows(
            data,
            (walk, query, ef) => walk.Run(data.Space.Base, new FloatDistance(data.Rows, data.Queries[query]), data.Prepared[query].Start, ef),
            [("float32", Grids.Rerank)]);
        foreach (CodeForm form in Grids.Codes)
        {
            rows.AddRange(Rows(data, Of(data, form), WithAndWithout(form)));
        }

        page.Table(Head("codes"), rows);
    }

    public static void AddPreparation(Markdown page, AblationData data)
    {
        page.Heading(2, "Centring and rotation");
        page.Line($"Recall@{Grids.K} of 7-bit codes at equal efSearch, same graph (built with both); re-rank of {Grids.Rerank}, and none.").Line();
        page.Table(Head("codes are"), Grids.Preparations.SelectMany(form => Rows(data, Of(data, form), WithAndWithout(form))));
    }

    public static void AddRerank(Markdown page, AblationData data)
    {
        page.Heading(2, "Re-rank depth");
        page.Line($"Recall@{Grids.K} of our 7-bit codes; a depth of {Grids.K} is no re-rank.").Line();
        page.Table(Head("depth"), Rows(data, Of(data, Grids.Preparations[0]), [.. Grids.RerankDepths.Select(depth => (Markdown.Format(depth, "F0"), depth))]));
    }

    private static string[] Head(string first) => [first, .. Grids.RecallEf.Select(ef => $"ef {ef}")];

    private static (string, int)[] WithAndWithout(CodeForm form) => [(form.Name, Grids.Rerank), ($"{form.Name}, no re-rank", Grids.K)];

    private static WalkOf Of(AblationData data, CodeForm form)
    {
        EncodedRows rows = new(data, form);
        return (walk, query, ef) => walk.Run(data.Space.Base, rows.For(query), data.Prepared[query].Start, ef);
    }

    /// <summary>One row of the table for each depth; they share the walks.</summary>
    private static List<string[]> Rows(AblationData data, WalkOf walk, (string Name, int Depth)[] depths)
    {
        double[][] recalls = [.. Grids.RecallEf.Select(ef => Recalls(data, walk, ef, depths))];
        return [.. depths.Select((depth, i) => (string[])[depth.Name, .. recalls.Select(byDepth => Markdown.Format(byDepth[i], "F4"))])];
    }

    private static double[] Recalls(AblationData data, WalkOf walk, int ef, (string Name, int Depth)[] depths)
    {
        long[] hits = new long[depths.Length];
        Parallel.For(
            0,
            data.Queries.Length,
            static () => new PlainWalk(),
            (query, _, own) =>
            {
                int[] nodes = walk(own, query, ef);
                for (int i = 0; i < depths.Length; i++)
                {
                    Interlocked.Add(ref hits[i], data.CountHits(query, nodes, depths[i].Depth));
                }

                return own;
            },
            static _ => { });
        return Array.ConvertAll(hits, count => count / (double)(data.Queries.Length * Grids.K));
    }
}
