using ProductSpace.Delta;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Delta;

/// <summary>Asks an index with a delta and the plain shop the same questions; the first difference is an exception.</summary>
internal sealed class DeltaExaminer(ProductIndex index, DeltaShop shop, BrokenStrategy? broken = null)
{
    private readonly DeltaStrategies _strategies = new(index, broken);
    private double _tolerance;

    /// <summary>One question that a number stands for, exact, by the planner's strategy and by every forced one, alone and in a batch.</summary>
    public void Ask(ulong number)
    {
        SeededRandom random = new(number ^ 0xA5C);
        Space space = index.HasNext && random.NextInt(4) == 0 ? Space.Next : Space.Similar;
        (Action<ProductFilterBuilder>? describe, Func<DeltaShop.Product, bool> matches) = shop.Filter((uint)random.NextInt(1000));
        float[] query = shop.VectorOf(ref random);
        _tolerance = shop.ToleranceOf(query, space);
        Neighbor[] hits = new Neighbor[random.NextInt(6) switch { 0 => 1, 1 => 200, _ => 2 + random.NextInt(14) }];
        HashSet<string> out_ = [];
        List<int> excluded = [];
        for (int i = random.NextInt(4); i > 0; i--)
        {
            string id = shop.IdOf((uint)random.NextInt(100_000));
            if (index.TryGetOrdinal(id, out int ordinal))
            {
                out_.Add(id);
                excluded.Add(ordinal);
            }
        }

        int level = random.NextInt(4) == 0 ? random.NextInt(4) : -1;
        SearchOptions options = new()
        {
            Space = space,
            Filter = describe is null ? null : index.CreateFilter(describe, allowUnknown: true),
            Exclude = excluded.ToArray(),
        };
        if (level >= 0)
        {
            int most = 1 + random.NextInt(2);
            options = options with { GroupLimit = level == 0 ? GroupLimit.ByFacet("brand", most) : GroupLimit.ByCategory(level, most) };
        }

        List<(double Similarity, DeltaShop.Product Product)> matching = shop.Answer(query, space, product => matches(product) && !out_.Contains(product.Id));
        List<(double Similarity, DeltaShop.Product Product)> right = Capped(matching, level, options.GroupLimit.Max);
        string where = $"question {number}: ";
        Check(where + "exact", _strategies.Exact(query, hits, options), hits, right, matching, options, isExact: true);
        Check(where + "planned", _strategies.Search("planned", query, hits, options), hits, right, matching, options, isExact: false);
        if (index.Info.Structures != IndexStructures.Cells)
        {
            SearchOptions walk = options with { EfSearch = 1 + random.NextInt(30) };
            Check(where + "efSearch", _strategies.Search("efSearch", query, hits, walk), hits, right, matching, walk, isExact: false);
        }

        Neighbor[] many = new Neighbor[3 * hits.Length];
        SearchResult[] results = new SearchResult[3];
        _strategies.Many("many exact", isExact: true, [.. query, .. shop.VectorOf(ref random), .. query], many, results, options);
        Check(where + "first of many", results[0], many.AsSpan(0, hits.Length), right, matching, options, isExact: true);
        Check(where + "last of many", results[2], many.AsSpan(2 * hits.Length), right, matching, options, isExact: true);
        _strategies.Many("many", isExact: false, [.. query, .. query, .. query], many, results, options);
        Check(where + "many", results[1], many.AsSpan(hits.Length, hits.Length), right, matching, options, isExact: false);
        if (level >= 0)
        {
            return;
        }

        foreach ((string name, SearchOptions forced) in _strategies.Forced(options, hits.Length, (int)(number % 997)))
        {
            Check(where + name, _strategies.Search(name, query, hits, forced), hits, right, matching, forced, isExact: false);
        }

        if (options.Filter is not null && _strategies.WalkMatches(query, hits, options) is SearchResult walked)
        {
            Check(where + "walk over matches", walked, hits, right, matching, options, isExact: false);
        }

        options = options with { DiversityLambda = 0.5f };
        SearchResult chosen = _strategies.Search("chosen", query, hits, options);
        Require(chosen.Count == Math.Min(hits.Length, right.Count), $"{where}{chosen.Count} of {right.Count} chosen for k {hits.Length}");
        HashSet<string> ids = matching.Select(hit => hit.Product.Id).ToHashSet();
        foreach (Neighbor hit in hits.AsSpan(0, chosen.Count))
        {
            Require(ids.Contains(index.GetProductId(hit.Ordinal)), $"{where}{index.GetProductId(hit.Ordinal)} is chosen and does not match; strategy {chosen.Strategy}");
        }
    }

    /// <summary>What the index says of every product, and that it knows no other.</summary>
    public void CheckColumns()
    {
        for (uint number = 0; number < shop.Ids; number++)
        {
            string id = shop.IdOf(number);
            bool known = shop.Products.TryGetValue(id, out DeltaShop.Product? product);
            Require(index.TryGetOrdinal(id, out int ordinal) == known, $"{id} is {(known ? "not " : string.Empty)}found");
            if (known)
            {
                Require(index.GetProductId(ordinal) == id, $"{id} has the id {index.GetProductId(ordinal)}");
                Require(index.GetPrice(ordinal) == product!.Price, $"{id} costs {index.GetPrice(ordinal)}, right is {product.Price}");
                Require(index.IsInStock(ordinal) == product.InStock, $"{id}: stock");
                Require(index.GetCategory(ordinal) == product.Paths[0], $"{id} is in {index.GetCategory(ordinal)}, right is {product.Paths[0]}");
                Require(index.GetFirstSeen(ordinal)?.ToUnixTimeMilliseconds() == product.FirstSeen, $"{id}: first seen");
                CheckSaid(ordinal, product);
                CheckNumbers(ordinal, product);
                float[] vector = new float[product.Vector.Length];
                double length = index.GetVector(ordinal, vector);
                double right = Math.Sqrt(DeltaShop.Dot(product.Vector, product.Vector));
                Require(DeltaShop.Dot(DeltaShop.Unit(vector), product.Vector) > 0.999 * right, $"{id}: vector");
                Require(index.Info.Similarity == Similarity.Cosine || Math.Abs(length - right) < 1e-4 * right, $"{id}: length {length}, right is {right}");
            }
        }
    }

    /// <summary>Numbers, and a facet that only writes brought; a column without any number may be unknown.</summary>
    private void CheckNumbers(int ordinal, DeltaShop.Product product)
    {
        double[] numbers = new double[64];
        IReadOnlyList<string> known = index.GetNumberColumns();
        Require(product.Numbers.All(own => own.Value.Length == 0 || known.Contains(own.Key)), $"{product.Id} has a number in a column that is not known");
        foreach (string column in known)
        {
            int count = index.GetNumbers(ordinal, column, numbers);
            double[] right = product.Numbers.GetValueOrDefault(column, []);
            Require(numbers.AsSpan(0, count).SequenceEqual(right), $"{product.Id} has {column} {string.Join('|', numbers.Take(count))}, right is {string.Join('|', right)}");
            Require(index.GetNumber(ordinal, column) == (right.Length == 0 ? null : right[0]), $"{product.Id}: least {column}");
        }

        IReadOnlyList<string> series = index.GetFacets().Contains("series") ? index.GetFacetValues(ordinal, "series") : [];
        Require(series.SequenceEqual(product.Series.Order(StringComparer.Ordinal)), $"{product.Id} is of {string.Join('|', series)}, right is {string.Join('|', product.Series)}");
    }

    /// <summary>Brands and further paths: two moments of a shop may differ in nothing else.</summary>
    private void CheckSaid(int ordinal, DeltaShop.Product product)
    {
        if (index.DeltaLog is not DeltaLog log)
        {
            // A snapshot that a delta was folded into is not over the shop of before.
            return;
        }

        DeltaAttributes? said = log.AttributesOf(ordinal, log.Count);
        DeltaShop.Product? plain = said is null || said.Base >= 0 ? shop.BaseOf(product.Id) : null;
        string[] brands = said?.FacetOf(0) is DeltaFacet facet ? DeltaShop.Split(facet.Text) : plain?.Brands ?? [];
        Require(brands.Order(StringComparer.Ordinal).SequenceEqual(product.Brands.Order(StringComparer.Ordinal)), $"{product.Id} is of {string.Join('|', brands)}, right is {string.Join('|', product.Brands)}");
        string[] paths = said?.Place is DeltaPlace place ? place.Text.Split('|') : plain?.Paths ?? [string.Empty];
        Require(paths.SequenceEqual(product.Paths), $"{product.Id} is in {string.Join('|', paths)}, right is {string.Join('|', product.Paths)}");
    }

    private static List<(double Similarity, DeltaShop.Product Product)> Capped(List<(double Similarity, DeltaShop.Product Product)> right, int level, int most)
    {
        if (level < 0)
        {
            return right;
        }

        Dictionary<string, int> taken = [];
        return right.FindAll(hit => DeltaShop.GroupOf(hit.Product, level) is not string group || (taken[group] = taken.GetValueOrDefault(group) + 1) <= most);
    }

    private void Check(
        string what,
        SearchResult result,
        ReadOnlySpan<Neighbor> hits,
        List<(double Similarity, DeltaShop.Product Product)> right,
        List<(double Similarity, DeltaShop.Product Product)> matching,
        in SearchOptions options,
        bool isExact)
    {
        Require(result.Count == Math.Min(hits.Length, right.Count), $"{what}: {result.Count} hits, k {hits.Length}, {right.Count} match; strategy {result.Strategy}");
        Dictionary<string, double> all = matching.ToDictionary(hit => hit.Product.Id, hit => hit.Similarity);
        HashSet<string> seen = [];
        for (int i = 0; i < result.Count; i++)
        {
            string id = index.GetProductId(hits[i].Ordinal);
            Require(seen.Add(id), $"{what}: {id} twice; strategy {result.Strategy}");
            Require(i == 0 || hits[i].Similarity <= hits[i - 1].Similarity, $"{what}: hits out of order; strategy {result.Strategy}");
            Require(all.TryGetValue(id, out double similarity), $"{what}: {id} {(shop.Products.ContainsKey(id) ? "does not match" : "is gone")}; strategy {result.Strategy}");
            Require(Math.Abs(hits[i].Similarity - similarity) < _tolerance, $"{what}: {id} at {hits[i].Similarity}, right is {similarity}; strategy {result.Strategy}");
            Require(!isExact || Math.Abs(hits[i].Similarity - right[i].Similarity) < _tolerance, $"{what}: rank {i} is {id} at {hits[i].Similarity}, right is {right[i].Product.Id} at {right[i].Similarity}; strategy {result.Strategy}");
        }

        // Whatever the strategy missed of the base: what the delta brings is merged exactly. Under caps others may have its places.
        double least = result.Count == hits.Length && result.Count > 0 ? hits[result.Count - 1].Similarity + _tolerance : double.NegativeInfinity;
        foreach ((double similarity, DeltaShop.Product product) in matching)
        {
            if (similarity <= least || options.GroupLimit.Max > 0 || hits.Length == 0)
            {
                break;
            }

            Require(seen.Contains(product.Id) || !IsBrought(product.Id, options.Filter), $"{what}: {product.Id} of the delta at {similarity} is missing; strategy {result.Strategy}");
        }
    }

    /// <summary>Whether the delta brings a product to an answer: it has a vector there, or matches by what is said of it there.</summary>
    private bool IsBrought(string id, ProductFilter? filter) =>
        index.TryGetOrdinal(id, out int ordinal) && (ordinal >= index.Count || (filter is not null && !filter.Contains(ordinal)));

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new DeltaDifferenceException(problem);
        }
    }
}

/// <summary>The index and the plain shop disagree.</summary>
internal sealed class DeltaDifferenceException(string message) : Exception(message);
