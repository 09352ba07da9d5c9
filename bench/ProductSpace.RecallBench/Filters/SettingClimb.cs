namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// The least setting that reaches a recall, by doubled steps up and halved steps down over the rungs, not timed. The last
/// rung where none does.
/// </summary>
internal static class SettingClimb
{
    public static FilterPass Least(IFilterMethod method, AskedCase asked, int k, double recall)
    {
        IReadOnlyList<int> rungs = method.Settings(k);
        FilterPass pass;
        int below = -1;
        int step = 1;
        int at = 0;
        while (true)
        {
            pass = method.Measure(asked, k, rungs[at]);
            if (pass.Figures.Recall >= recall || at == rungs.Count - 1)
            {
                break;
            }

            below = at;
            at = Math.Min(at + step, rungs.Count - 1);
            step *= 2;
        }

        while (pass.Figures.Recall >= recall && at - below > 1)
        {
            int middle = (below + at) / 2;
            FilterPass tried = method.Measure(asked, k, rungs[middle]);
            if (tried.Figures.Recall >= recall)
            {
                (at, pass) = (middle, tried);
            }
            else
            {
                below = middle;
            }
        }

        return pass;
    }
}
