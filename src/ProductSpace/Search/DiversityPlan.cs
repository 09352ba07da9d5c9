using System.Runtime.CompilerServices;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>The diversity that a question asks for, checked and with its group column; the default is none.</summary>
/// <param name="Penalty">1 - lambda: what nearness to the chosen counts.</param>
/// <param name="Groups">Null where no group is capped.</param>
/// <param name="MaxPerGroup">Results that one group may have.</param>
internal readonly record struct DiversityPlan(double Penalty, GroupColumn? Groups, int MaxPerGroup)
{
    /// <summary>Candidates for few results.</summary>
    private const int LeastCandidates = 40;

    /// <summary>Candidates for each result.</summary>
    private const long CandidatesOfResult = 4;

    public bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Penalty > 0 || Groups is not null;
    }

    /// <summary>How many of the nearest a search has to find, so that k of them can be chosen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CandidatesFor(int k, int matches) => IsOn ? (int)Math.Min(matches, Candidates(k)) : k;

    /// <summary>How many of the best a diverse answer of k products is chosen of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Candidates(int k) => Math.Max(LeastCandidates, CandidatesOfResult * k);
}
