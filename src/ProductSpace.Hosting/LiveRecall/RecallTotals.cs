namespace ProductSpace.Hosting.LiveRecall;

/// <summary>Sums of a shop's comparisons; they outlive its closing.</summary>
internal sealed class RecallTotals(int mostSteps)
{
    private readonly Lock _adding = new();
    private long _dropped;
    private long _queries;
    private RecallComparison _sum;

    /// <summary>Raises the target where searches find less than was asked for.</summary>
    public RecallKeeper Keeper { get; } = new(mostSteps);

    public LiveRecallFigures Figures
    {
        get
        {
            lock (_adding)
            {
                return new LiveRecallFigures
                {
                    Queries = _queries,
                    Dropped = Interlocked.Read(ref _dropped),
                    Expected = _sum.Expected,
                    Found = _sum.Found,
                    LostByGraph = _sum.LostByGraph,
                    LostByQuantisation = _sum.LostByQuantisation,
                    RaisedSteps = Keeper.Steps,
                    IsBelowTarget = Keeper.IsBelowTarget,
                };
            }
        }
    }

    public void Drop() => Interlocked.Increment(ref _dropped);

    /// <summary>Adds a comparison.</summary>
    /// <param name="compared">Its counts.</param>
    /// <param name="target">Recall that the search was asked for; null where it was set otherwise.</param>
    public void Add(RecallComparison compared, float? target)
    {
        lock (_adding)
        {
            _queries++;
            if (target is float asked)
            {
                Keeper.Add(asked, compared.Expected, compared.Found);
            }

            _sum = new RecallComparison(
                _sum.Expected + compared.Expected,
                _sum.Found + compared.Found,
                _sum.LostByGraph + compared.LostByGraph,
                _sum.LostByQuantisation + compared.LostByQuantisation);
        }
    }
}
