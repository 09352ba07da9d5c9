using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>
/// The plainest possible diversity, from the catalogue's own texts: all matches sorted, candidates by rule, maximal marginal
/// relevance by comparing everything with everything. Similarities are those of the exact form, which other tests judge.
/// </summary>
internal sealed class DiversityModel
{
    private readonly SpaceView _space;
    private readonly TestShop _shop;
    private readonly ProductIndex _index;
    private readonly Dictionary<string, CatalogProduct> _rows;
    private readonly int[] _products;

    public DiversityModel(ProductIndex index, TestShop shop, Space space)
    {
        _index = index;
        _shop = shop;
        _space = index.ViewOf(space);
        _rows = shop.Catalog.ToDictionary(row => row.Id);
        _products = [.. Enumerable.Range(0, index.Count).Select(ordinal => Array.IndexOf(shop.Ids, index.GetProductId(ordinal)))];
    }

    /// <summary>Null for a product of no group.</summary>
    public string? GroupOf(int ordinal, Diversity diversity)
    {
        if (!_rows.TryGetValue(_shop.Ids[_products[ordinal]], out CatalogProduct? row))
        {
            return null;
        }

        if (diversity.Facet is string facet)
        {
            string[] values = row.Facets[Array.IndexOf(TestShop.FacetNames, facet)].Split('|', StringSplitOptions.RemoveEmptyEntries);
            return values.Order(StringComparer.Ordinal).FirstOrDefault();
        }

        string[] parts = row.Category.Split('|')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? null : string.Join('/', parts.Take(diversity.CategoryLevel));
    }

    /// <summary>The exact answer among the products that may be in it; matches says how many the filter lets through.</summary>
    public Neighbor[] Answer(float[] vector, int k, Diversity diversity, Func<int, bool> allowed, int matches)
    {
        SearchContext query = new();
        SessionVector.FromVector(_space.Model, vector, query);
        List<Candidate> all =
        [
            .. Enumerable.Range(0, _space.Count).Where(allowed)
                .Select(ordinal => new Candidate(ordinal, _space.Exact.Similarity(_space.ToSlot(ordinal), query.Query.Exact), GroupOf(ordinal, diversity)))
                .OrderByDescending(candidate => candidate.Similarity).ThenBy(candidate => candidate.Ordinal),
        ];
        bool capped = diversity.Max > 0;
        k = Math.Min(k, matches);
        HashSet<Candidate> candidates = [.. all.Take(Math.Min(matches, Math.Max(40, 4 * k))), .. capped ? BestUnderCaps(all, k, diversity) : []];
        List<Candidate> taken = [];
        Dictionary<Candidate, double> nearest = candidates.ToDictionary(candidate => candidate, _ => double.NegativeInfinity);
        double lambda = diversity.Lambda;
        while (taken.Count < k)
        {
            List<Candidate> open = [.. candidates.Where(candidate => !taken.Contains(candidate) && !(capped && IsFull(taken, candidate, diversity.Max)))];
            if (open.Count == 0)
            {
                break;
            }

            double Score(Candidate candidate) => (lambda * candidate.Similarity) - (taken.Count == 0 ? 0 : (1 - lambda) * nearest[candidate]);
            Candidate next = open.OrderByDescending(Score).ThenBy(candidate => candidate.Ordinal).First();
            taken.Add(next);
            open.ForEach(candidate => nearest[candidate] = lambda == 1 ? 0 : Math.Max(nearest[candidate], Between(next.Ordinal, candidate.Ordinal)));
        }

        return [.. taken.Select(candidate => new Neighbor(candidate.Ordinal, (float)candidate.Similarity))];
    }

    private static List<Candidate> BestUnderCaps(List<Candidate> sorted, int k, Diversity diversity)
    {
        List<Candidate> best = [];
        foreach (Candidate candidate in sorted)
        {
            if (best.Count < k && !IsFull(best, candidate, diversity.Max))
            {
                best.Add(candidate);
            }
        }

        return best;
    }

    private static bool IsFull(List<Candidate> taken, Candidate candidate, int most) =>
        candidate.Group is not null && taken.Count(other => other.Group == candidate.Group) >= most;

    /// <summary>Similarity of a product to one that was taken: the taken one's exact row as the query.</summary>
    private double Between(int taken, int other)
    {
        float[] row = new float[_shop.Dimension];
        _space.Exact.Decode(_space.ToSlot(taken), row);
        ExactQuery exactQuery = new();
        exactQuery.EnsureCapacity(_shop.Dimension);
        _space.Exact.Decode(_space.ToSlot(taken), exactQuery.Unit);
        exactQuery.Split(_space.Model);
        double similarity = _space.Exact.Similarity(_space.ToSlot(other), exactQuery);

        // The exact form is the judge of order, float64 that of the exact form.
        float[] third = new float[_shop.Dimension];
        _index.GetVector(other, third, _space == _index.ViewOf(Space.Similar) ? Space.Similar : Space.Next);
        Assert.Equal(Float64.Cosine(row, third), similarity, 2e-4);
        return similarity;
    }

    private sealed record Candidate(int Ordinal, double Similarity, string? Group);
}
