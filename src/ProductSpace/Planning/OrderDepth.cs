using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// How far the pool of a walk over short codes is ordered by whole codes. It begins with <see cref="Nodes"/> nodes,
/// goes on while near ones come, and while short codes leave open that a node is among the nearest: while its
/// similarity by them is at most <see cref="Margin"/> below that of the k-th nearest by whole codes. Short codes lose
/// little of a query that is like the products, and then the first rule ends it; they lose much of others, and then the
/// second carries on. A search that may miss more begins with fewer nodes. What each step loses is part of what a build
/// measures, because its trial follows the same rules.
/// </summary>
/// <param name="Nodes">Nodes that are ordered at least.</param>
/// <param name="Margin">Similarity.</param>
internal readonly record struct OrderDepth(int Nodes, double Margin)
{
    /// <summary>Number of steps, from the shallowest on.</summary>
    public const int Steps = 5;

    /// <summary>Parts of a depth.</summary>
    private const int Whole = 60;

    /// <summary>
    /// Share that may be missing from which on a step is taken, in 65535ths: points of the ladder of shares that a
    /// build tries.
    /// </summary>
    private static ReadOnlySpan<int> LeastAllowed => [6_220, 2_624, 1_106, 466, 0];

    /// <summary>Of the depth that a build measured, in <see cref="Whole"/> parts.</summary>
    private static ReadOnlySpan<int> Parts => [12, 16, 24, 40, 60];

    /// <summary>Of what short codes lose of a row.</summary>
    private static ReadOnlySpan<double> Margins => [0.09, 0.09, 0.12, 0.15, 0.15];

    /// <summary>Nodes ordered beyond the last that was among the nearest.</summary>
    public int Patience
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Nodes / 2;
    }

    /// <summary>The depth of a search that ends by itself.</summary>
    /// <param name="navigation">
    /// Of the space; null where walks compare whole codes, which are not ordered again.
    /// </param>
    /// <param name="k">Results.</param>
    /// <param name="allowed">Share of the k nearest that may be missing, in 65535ths; 0 for the whole depth.</param>
    /// <param name="length">Of the query: <see cref="PreparedQuery.LengthFor"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OrderDepth For(Navigation? navigation, int k, int allowed, double length) =>
        navigation is null
            ? new OrderDepth(WorkModel.RerankDepth(k), 0)
            : Of(navigation, k, StepOf(allowed), length);

    /// <summary>
    /// The depth of a step. A file that does not say what short codes lose has the whole depth alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OrderDepth Of(Navigation navigation, int k, int step, double length)
    {
        int whole = navigation.DepthFor(k);
        if (!(navigation.Lost > 0))
        {
            return new OrderDepth(whole, 0);
        }

        long nodes = Math.Max(k + (k / 5L), (long)whole * Parts[step] / Whole);
        return new OrderDepth((int)Math.Min(nodes, int.MaxValue), Margins[step] * navigation.Lost * length);
    }

    /// <summary>The step of a share that may be missing, in 65535ths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StepOf(int allowed)
    {
        int step = 0;
        while (allowed < LeastAllowed[step])
        {
            step++;
        }

        return step;
    }
}
