namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// Measures one case: settings first, then all methods in turn, round by round, so that whatever slows the machine for a
/// while slows all of them.
/// </summary>
internal sealed class MatrixRun(IFilterMethod ours, IFilterMethod scan, IFilterMethod? walk, IFilterMethod gather, IFilterMethod? hnswlib, int rounds)
{
    public MatrixCell Measure(AskedCase asked, int k)
    {
        IFilterMethod?[] methods = [ours, gather, scan, hnswlib, walk];
        FilterPass[] chosen = [.. methods.Select(method => method is null ? default : SettingClimb.Least(method, asked, k, MatrixCell.Target))];
        List<FilterPass>[] passes = [.. methods.Select(_ => new List<FilterPass>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < methods.Length; i++)
            {
                if (methods[i] is IFilterMethod method)
                {
                    passes[i].Add(method.Measure(asked, k, chosen[i].Figures.Setting));
                }
            }
        }

        FilterPass?[] medians = [.. passes.Select((list, i) => list.Count > 0 ? MatrixCell.Median(chosen[i], list) : (FilterPass?)null)];
        return new MatrixCell(asked.Case, asked.MedianMatches, asked.Queries.Length, k, medians[0]!.Value, medians[2]!.Value, medians[4], medians[1]!.Value, medians[3]);
    }
}
