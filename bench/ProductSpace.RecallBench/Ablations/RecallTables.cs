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
        List<IReadOnlyList<string>> rows =
        [
            Row(data, "float32", (walk, query, ef) => walk.Run(data.Space.Base, new FloatDistance(data.Rows, data.Queries[query]), data.Prepared[query].Start, ef), Grids.Rerank),
        ];
        foreach (CodeForm form in Grids.Codes)
        {
            WalkOf walk = Of(data, form);
            rows.Add(Row(data, form.Name, walk, Grids.Rerank));
            rows.Add(Row(data, $"{form.Name}, no re-rank", walk, Grids.K));
        }

        page.Table(Head("codes"), rows);
    }

    public static void AddPreparation(Markdown page, AblationData data)
    {
        page.Heading(2, "Centring and rotation");
        page.Line($"Recall@{Grids.K} of 7-bit codes at equal efSearch, same graph (built with both); re-rank of {Grids.Rerank}, and none.").Line();
        List<IReadOnlyList<string>> rows = [];
        foreach (CodeForm form in Grids.Preparations)
        {
            WalkOf walk = Of(data, form);
            rows.Add(Row(data, form.Name, walk, Grids.Rerank));
            rows.Add(Row(data, $"{form.Name}, no re-rank", walk, Grids.K));
        }

        page.Table(Head("codes are"), rows);
    }

    public static void AddRerank(Markdown page, AblationData data)
    {
        page.Heading(2, "Re-rank depth");
        page.Line($"Recall@{Grids.K} of our 7-bit codes; a depth of {Grids.K} is no re-rank.").Line();
        WalkOf walk = Of(data, Grids.Preparations[0]);
        page.Table(Head("depth"), Grids.RerankDepths.Select(depth => Row(data, Markdown.Format(depth, "F0"), walk, depth)));
    }

    private static string[] Head(string first) => [first, .. Grids.RecallEf.Select(ef => $"ef {ef}")];

    private static WalkOf Of(AblationData data, CodeForm form)
    {
        EncodedRows rows = new(data, form);
        return (walk, query, ef) => walk.Run(data.Space.Base, rows.For(query), data.Prepared[query].Start, ef);
    }

    private static string[] Row(AblationData data, string name, WalkOf walk, int depth) =>
        [name, .. Grids.RecallEf.Select(ef => Markdown.Format(Recall(data, walk, ef, depth), "F4"))];

    private static double Recall(AblationData data, WalkOf walk, int ef, int depth)
    {
        long hits = 0;
        Parallel.For(
            0,
            data.Queries.Length,
            static () => new PlainWalk(),
            (query, _, own) =>
            {
                Interlocked.Add(ref hits, data.CountHits(query, walk(own, query, ef), depth));
                return own;
            },
            static _ => { });
        return hits / (double)(data.Queries.Length * Grids.K);
    }
}
