namespace ProductSpace.Hosting.LiveRecall;

/// <summary>The sums of a shop; they outlive its closing. Added to by one thread at a time, but for the drops.</summary>
internal sealed class RecallTotals
{
    private readonly Lock _adding = new();
    private long _dropped;
    private long _queries;
    private Comparison _sum;

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

    public void Add(Comparison compared)
    {
        lock (_adding)
        {
            _queries++;
            _sum = new Comparison(_sum.Expected + compared.Expected, _sum.Found + compared.Found, _sum.LostByGraph + compared.LostByGraph, _sum.LostByQuantisation + compared.LostByQuantisation);
        }
    }
}
