using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Filters;

/// <summary>What a case showed at one k: medians of the rounds for each method; null for one that was not there.</summary>
internal sealed record MatrixCell(FilterCase Case, double Matches, int Queries, int K, FilterPass Ours, FilterPass Scan, FilterPass? Walk, FilterPass Gather, FilterPass? Hnswlib)
{
    /// <summary>The recall that a setting is chosen for; our own searches aim at it by default.</summary>
    public const double Target = 0.95;

    public bool HasTarget => Ours.Figures.Recall >= Target;

    /// <summary>
    /// CPU time of the strategy that was taken, over the best strategy's; a strategy that misses the target is none. Not a number where
    /// the search itself missed it: what is fast and wrong has no price.
    /// </summary>
    public double Regret => !HasTarget ? double.NaN : Ours.Figures.CpuMicroseconds / new[]
    {
        Ours.Figures.CpuMicroseconds,
        Scan.Figures.CpuMicroseconds,
        Walk is FilterPass walk && walk.Figures.Recall >= Target ? walk.Figures.CpuMicroseconds : double.PositiveInfinity,
    }.Min();

    /// <summary>What the others are compared with: the search as asked, or where it missed the target the fastest way of ours that did not.</summary>
    public FilterPass Compared => HasTarget ? Ours : FastestAtTarget;

    /// <summary>How many queries ours answers while hnswlib answers one; where that misses the target, a lower bound.</summary>
    public double OverHnswlib => Hnswlib is FilterPass peer ? peer.Figures.CpuMicroseconds / Compared.Figures.CpuMicroseconds : double.NaN;

    public bool IsHnswlibShort => Hnswlib is FilterPass peer && peer.Figures.Recall < Target;

    /// <summary>The fastest of our ways that reached the target; the search itself may have missed it.</summary>
    public FilterPass FastestAtTarget => new[] { Ours, Walk ?? Scan, Scan }.Where(pass => pass.Figures.Recall >= Target).DefaultIfEmpty(Scan).MinBy(pass => pass.Figures.CpuMicroseconds);

    public double OverGather => Gather.Figures.CpuMicroseconds / Compared.Figures.CpuMicroseconds;

    public string Name => FormattableString.Invariant($"{Case.Name} at k = {K}");

    /// <summary>
    /// Medians over timed passes of one setting. Recall does not depend on the clock, only on how many queries a pass got
    /// through: it is that of the longest pass, the one that chose the setting among them.
    /// </summary>
    public static FilterPass Median(FilterPass chosen, IReadOnlyList<FilterPass> passes) => passes[^1] with
    {
        Figures = passes[^1].Figures with
        {
            Recall = passes.Prepend(chosen).MaxBy(pass => pass.Asked).Figures.Recall,
            CpuMicroseconds = Statistics.Median(passes.Select(pass => pass.Figures.CpuMicroseconds)),
            P50 = Statistics.Median(passes.Select(pass => pass.Figures.P50)),
            P99 = Statistics.Median(passes.Select(pass => pass.Figures.P99)),
            P999 = Statistics.Median(passes.Select(pass => pass.Figures.P999)),
        },
    };
}
