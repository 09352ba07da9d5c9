namespace ProductSpace.Generations.Tests;

/// <summary>The sample of the page on operations: what stands between the marks is compared with the page, line by line.</summary>
internal static class FollowerSample
{
    public static void Run(string[] viewed, TextWriter Console)
    {
        // sample
        // Once, when the process starts:
        using IndexFollower follower = IndexFollower.Open("shop");
        BoundFilter boots = follower.CreateFilter(f => f.InCategory("shoes/boots").InStock());

        // Per request: hold one generation for the search and everything that belongs to its answer.
        using IndexLease lease = follower.Acquire();
        Span<Neighbor> hits = stackalloc Neighbor[12];
        SearchResult result = lease.Index.SearchSession(viewed, hits, new SearchOptions { Filter = lease.Filter(boots) });
        foreach (Neighbor hit in hits[..result.Count])
        {
            Console.WriteLine($"{lease.Index.GetProductId(hit.Ordinal)}  {hit.Similarity:F3}  generation {result.Generation}");
        }

        // end
    }
}
