namespace ProductSpace.RecallBench.Peers;

/// <summary>All that one run measured, by the tables it goes to.</summary>
internal sealed record RunFigures(
    MethodFigures Ours,
    MethodFigures Scan,
    IReadOnlyList<MethodFigures> Peers,
    IReadOnlyList<MethodFigures> OfSessions,
    int Queries,
    int ScannedQueries,
    int Sessions)
{
    public IEnumerable<MethodFigures> All => [Ours, Scan, .. Peers, .. OfSessions];
}
