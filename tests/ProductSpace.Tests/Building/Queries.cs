using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Building;

/// <summary>Sessions made from the products themselves, with their exact answers.</summary>
internal static class Queries
{
    public static QuerySet Make(
        SpaceView similar, SpaceView space, int count, int views, int largestK, ulong seed, ParallelContext context) =>
        QuerySet.Of(similar, space, HeldOutQueries.Make(similar, count, views, seed, context), views, largestK, context);
}
