namespace ProductSpace.Hosting.LiveRecall;

/// <summary>Sums of a shop's comparisons; they outlive its closing.</summary>
internal sealed class RecallTotals
{
    private readonly Lock _adding = new();
    private long _dropped;
    private long _queries;
    private RecallComparison _sum;

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
                };
            }
        }
    }

    public void Drop() => Interlocked.Increment(ref _dropped);

    public void Add(RecallComparison compared)
    {
        lock (_adding)
        {
            _queries++;
            _sum = new RecallComparison(
                _sum.Expected + compared.Expected,
                _sum.Found + compared.Found,
                _sum.LostByGraph + compared.LostByGraph,
                _sum.LostByQuantisation + compared.LostByQuantisation);
        }
    }
}
