using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.RecallBench.Small;

/// <summary>Parts of an exact scan by themselves: the query's preparation, and the comparison of all codes.</summary>
internal sealed class SmallParts(ProductIndex index)
{
    private readonly SpaceView _space = index.ViewOf(Space.Similar);
    private readonly SearchContext _context = new();
    private readonly int[] _dots = new int[index.Count + 64];

    public SearchResult Prepare(float[] query, Neighbor[] hits)
    {
        SessionVector.FromVector(_space.Model, query, _context);
        return default;
    }

    /// <summary>Products that an exact scan measures by the exact form, on average.</summary>
    public double Measured(float[][] queries, int k)
    {
        long measured = 0;
        foreach (float[] query in queries)
        {
            Prepare(query, []);
            _context.Hits.Excluded.Clear();
            _context.Hits.Start(k);
            _context.Whole.Run(_space, _context, filter: null);
            measured += _context.Whole.Measured;
        }

        return measured / (double)queries.Length;
    }

    public SearchResult Compare(float[] query, Neighbor[] hits)
    {
        if (_context.Query.Codes.Length == 0)
        {
            Prepare(query, hits);
        }

        if (_space.Lanes is { } lanes)
        {
            lanes.Dot(0, _context.Query.Codes, _dots.AsSpan(0, lanes.PaddedCount));
        }
        else
        {
            _space.Codes.DotRange(0, _context.Query.Codes, _dots.AsSpan(0, _space.Count));
        }

        return default;
    }
}
