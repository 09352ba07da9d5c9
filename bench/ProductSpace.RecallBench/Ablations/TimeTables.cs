using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>
/// CPU time of the walk of layer 0 (no query preparation, no re-rank), one thread: visited set, pool, prefetch. Variants
/// take turns pass by pass; the first of a table is ours and the measure of the others.
/// </summary>
internal static class TimeTables
{
    public static void AddVisited(Markdown page, AblationData data, int passes) => Add(page, data, passes, Grids.TimeEf, "Visited set",
    [
        Visited("bits, cleared (ours)", new OurBits()),
        new EngineWalk(),
        Visited("bits, undo list, branching", new BranchingUndoBits()),
        Visited("bits, undo list", new UndoBits()),
        Visited("16-bit epochs", new Epochs()),
        Visited("hash table", new HashTable()),
    ]);

    public static void AddPool(Markdown page, AblationData data, int passes) => Add(page, data, passes, Grids.PoolEf, "Pool",
    [
        new VariantWalk<OurBits, SortedArray, AllLinesAndNextList>("sorted array (ours)", new OurBits(), new SortedArray()),
        new VariantWalk<OurBits, TwoHeaps, AllLinesAndNextList>("two binary heaps", new OurBits(), new TwoHeaps()),
    ]);

    public static void AddPrefetch(Markdown page, AblationData data, int passes) => Add(page, data, passes, Grids.TimeEf, "Prefetch",
    [
        Prefetch<AllLinesAndNextList>("all lines, next list (ours)"),
        Prefetch<AllLines>("all lines"),
        Prefetch<FirstLine>("first line, next list"),
        Prefetch<NoPrefetch>("none"),
    ]);

    private static VariantWalk<TVisited, SortedArray, AllLinesAndNextList> Visited<TVisited>(string name, TVisited visited)
        where TVisited : struct, IVisited =>
        new(name, visited, new SortedArray());

    private static VariantWalk<OurBits, SortedArray, TPrefetch> Prefetch<TPrefetch>(string name)
        where TPrefetch : struct, IPrefetch =>
        new(name, new OurBits(), new SortedArray());

    private static void Add(Markdown page, AblationData data, int passes, int[] grid, string title, IWalkVariant[] variants)
    {
        page.Heading(2, title);
        page.Line($"CPU us a query, median of {passes} passes (against ours); recall@{Grids.K} with a re-rank of {Grids.Rerank}, by ef.").Line();
        string[][] cells = [.. variants.Select(variant => new string[grid.Length + 2])];
        string[][] recalls = [.. variants.Select(variant => new string[grid.Length])];
        for (int column = 0; column < grid.Length; column++)
        {
            double[] medians = Time(data, variants, grid[column], passes);
            for (int i = 0; i < variants.Length; i++)
            {
                cells[i][column + 1] = $"{Markdown.Format(medians[i], "F1")} ({Markdown.Format(medians[i] / medians[0], "F2")})";
                recalls[i][column] = Markdown.Format(Recall(data, variants[i], grid[column]), "F3");
            }
        }

        for (int i = 0; i < variants.Length; i++)
        {
            cells[i][0] = variants[i].Name;
            cells[i][^1] = string.Join(" ", recalls[i]);
        }

        page.Table([title.ToLowerInvariant(), .. grid.Select(ef => $"ef {ef}"), "recall"], cells);
        Progress.Say(title);
    }

    private static double[] Time(AblationData data, IWalkVariant[] variants, int ef, int passes)
    {
        double[][] times = [.. variants.Select(_ => new double[passes])];
        for (int pass = -1; pass < passes; pass++)
        {
            for (int i = 0; i < variants.Length; i++)
            {
                // The order turns from pass to pass: nobody always follows the same one. Pass -1 warms up.
                int turn = (i + pass + 1) % variants.Length;
                double microseconds = variants[turn].Pass(data, ef) / 1e3 / data.Prepared.Length;
                if (pass >= 0)
                {
                    times[turn][pass] = microseconds;
                }
            }
        }

        return [.. times.Select(Statistics.Median)];
    }

    private static double Recall(AblationData data, IWalkVariant variant, int ef)
    {
        long hits = 0;
        for (int query = 0; query < data.Prepared.Length; query++)
        {
            hits += data.CountHits(query, variant.Nodes(data, query, ef), Grids.Rerank);
        }

        return hits / (double)(data.Prepared.Length * Grids.K);
    }
}
