using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// `filters`: filters of every width and kind, under our own search, each of our strategies, hnswlib with its filter functor and
/// a plain gather, in one run on the same rows, queries and truth.
/// </summary>
internal static class FiltersCommand
{
    public static void Run(Arguments arguments)
    {
        MatrixOptions options = MatrixOptions.From(arguments);
        using EmbeddingFile file = EmbeddingFiles.Open(options.Vectors);
        using ProductIndex index = ProductIndex.Open(options.Snapshot, OpenMode.Warm);
        float[][] queries = Vecs.Read(options.Queries);
        int most = options.K.Max();
        if (queries.Length == 0 || queries[0].Length != file.Dimension || most > file.Count)
        {
            throw new ArgumentException($"no queries of dimension {file.Dimension}, or k above the rows");
        }

        int[] rowOf = RowMap.Make(index, file, options.Ids);
        FloatRows rows = new(file);
        CaseMaker maker = new(index, queries, options.Count, options.Seed);
        Progress.Say($"{file.Count} rows, {queries.Length} queries");
        using CaseFiles files = new(file, options.Vectors);
        using FilteredHnswlib? hnswlib = options.Hnswlib is null ? null : new FilteredHnswlib(options.Hnswlib, files, most, options.PassMilliseconds);
        MatrixRun run = new(Ours(Asking.Target), Ours(Asking.Exact), index.Info.M == 0 ? null : Ours(Asking.Walk), new PlainGather(rows, options.PassMilliseconds), hnswlib, options.Rounds);
        List<MatrixCell> cells = [];
        List<string> missing = [];
        foreach (FilterKind kind in options.Kinds)
        {
            foreach (double share in kind == FilterKind.None ? [1] : options.Shares)
            {
                if (maker.Make(kind, share) is not FilterCase found)
                {
                    missing.Add(new FilterCase(kind, share, [], [], []).Name);
                    continue;
                }

                AskedCase asked = new(found, queries, rowOf, rows, file, most);
                foreach (int k in options.K)
                {
                    cells.Add(run.Measure(asked, k));
                    Say(cells[^1]);
                }
            }
        }

        MatrixReport.Make(arguments.Line, options, index.Info, hnswlib, cells, missing).Publish(options.Out);

        OwnFiltered Ours(Asking asking) => new(index, rowOf, asking, options.PassMilliseconds);
    }

    private static void Say(MatrixCell cell) => Progress.Say(FormattableString.Invariant(
        $"{cell.Name}: {cell.Matches:F0} matches, {cell.Ours.Strategies} {cell.Ours.Figures.CpuMicroseconds:F1} us at {cell.Ours.Figures.Recall:F4}, scan {cell.Scan.Figures.CpuMicroseconds:F1}, walk {cell.Walk?.Figures.CpuMicroseconds:F1} ({cell.Walk?.Figures.Setting}), regret {cell.Regret:F2}, hnswlib {cell.Hnswlib?.Figures.CpuMicroseconds:F0} ({cell.Hnswlib?.Figures.Setting}), gather {cell.Gather.Figures.CpuMicroseconds:F1}"));
}
