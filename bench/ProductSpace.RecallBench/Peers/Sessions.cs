using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.RecallBench.Peers;

/// <summary>Held-out sessions of 1, 3 and 10 viewed products in turn, made with another seed than the calibration's.</summary>
internal static class Sessions
{
    private const ulong Seed = 0xBE4C;

    private static readonly int[] s_views = [1, 3, 10];

    public static int[][] Make(ProductIndex index, int count)
    {
        SpaceView space = index.ViewOf(Space.Similar);
        ParallelContext context = new(Environment.ProcessorCount, CancellationToken.None);
        int[][][] byViews = [.. s_views.Select(views => HeldOutQueries.Make(space, (count + 2) / s_views.Length, views, Seed, context))];
        return [.. Enumerable.Range(0, count).Select(i => byViews[i % s_views.Length][i / s_views.Length])];
    }

    /// <summary>The session vectors as SearchSession makes them, for engines that take vectors only.</summary>
    public static float[][] Vectors(ProductIndex index, int[][] sessions)
    {
        SpaceView space = index.ViewOf(Space.Similar);
        SearchContext scratch = new();
        return [.. sessions.Select(session =>
        {
            SessionVector.FromViews(space, space.Model, session, default, SearchOptions.DefaultDecay, scratch);
            return SessionVector.ToGiven(space.Model, scratch);
        })];
    }
}
