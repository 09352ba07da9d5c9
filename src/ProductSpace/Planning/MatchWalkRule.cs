using System.Runtime.CompilerServices;
using ProductSpace.Graph;

namespace ProductSpace.Planning;

/// <summary>
/// How a walk over the matches of a filter alone goes, by the share of the products around the query that match, which
/// only the search knows. The lists of a graph lose the products that do not match, so that a walk misses the more the
/// fewer match; it makes up for that by asking for more results than are wanted: the number divided by that share. The
/// default is no such walk.
/// </summary>
/// <param name="Share">Share of all products that match.</param>
/// <param name="Stop">When a walk without a filter ends by itself, for the results wanted.</param>
/// <param name="ManyStop">When it ends for <see cref="ManyTimes"/> as many results.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly record struct MatchWalkRule(double Share, WalkStop Stop, WalkStop ManyStop)
{
    /// <summary>
    /// Cells whose best rows a walk starts from where most products around the query match, and where they do not.
    /// </summary>
    public const int FewCells = 128;

    /// <summary>See <see cref="FewCells"/>: thin lists need starts on all sides of the query.</summary>
    public const int ManyCells = 512;

    /// <summary>Share of the products around the query from which on lists are as good as whole.</summary>
    private const double MostMatch = 0.6;

    /// <summary>
    /// A filter unrelated to the query matches its share of the products around it; one that matches less than this
    /// part of that is unlike it.
    /// </summary>
    private const double LeastOfShare = 0.5;

    /// <summary>Most results that are asked for, for each that is wanted.</summary>
    private const int MostResults = 6;

    /// <summary>Results of <see cref="ManyStop"/>, for each that is wanted.</summary>
    public const int ManyTimes = 3;

    /// <summary>Whether there is such a walk.</summary>
    public bool IsOffered
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Stop.IsOn;
    }

    /// <summary>Whether so few products around the query match that the walk would start far off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsUnlike(double around) => around < LeastOfShare * Share;

    /// <summary>Cells to start from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CellsFor(double around) => around >= MostMatch ? FewCells : ManyCells;

    /// <summary>Results that a walk for k has to ask for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ResultsFor(int k, double around) =>
        around >= MostMatch ? k : (int)Math.Min((long)MostResults * k, Math.Ceiling(k / Math.Max(1e-3, around)));

    /// <summary>When the walk ends, by whichever of the two is nearer in ratio.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WalkStop StopFor(double around)
    {
        int results = ResultsFor(Stop.K, around);
        bool isMany = (long)results * results > (long)ManyTimes * Stop.K * Stop.K;
        return (isMany && ManyStop.IsOn ? ManyStop : Stop) with { K = results };
    }
}
