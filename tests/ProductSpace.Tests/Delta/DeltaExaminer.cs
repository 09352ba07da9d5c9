using ProductSpace.Numerics;

namespace ProductSpace.Tests.Delta;

/// <summary>Asks an index with a delta and the plain shop the same questions; the first difference is an exception.</summary>
internal sealed class DeltaExaminer(ProductIndex index, DeltaShop shop)
{
    /// <summary>The exact form is off a float cosine by so much, at most, in these shops.</summary>
    private const double Tolerance = 5e-4;

    /// <summary>One question that a number stands for, exact and by the planner's or a forced road, alone and in a batch.</summary>
    public void Ask(ulong number)
    {
        SeededRandom random = new(number ^ 0xA5C);
        Space space = index.HasNext && random.NextInt(4) == 0 ? Space.Next : Space.Similar;
        (Action<ProductFilterBuilder>? describe, Func<DeltaShop.Product, bool> matches) = shop.Filter((uint)random.NextInt(1000));
        float[] query = shop.VectorOf(ref random);
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
            options.MostPerGroup = (1 + random.NextInt(2), level == 0 ? "brand" : null, level);
        }

        List<(double Similarity, DeltaShop.Product Product)> right = shop.Answer(query, space, product => matches(product) && !out_.Contains(product.Id));
        right = Capped(right, level, options.MostPerGroup.Count);
        string where = $"question {number}: ";
        Check(where + "exact", index.SearchExact(query, hits, options), hits, right, isExact: true);
        Check(where + "planned", index.Search(query, hits, options), hits, right, isExact: false);
        if (index.Info.Roads != Roads.Cells)
        {
            options.EfSearch = 1 + random.NextInt(30);
            Check(where + "walk", index.Search(query, hits, options), hits, right, isExact: false);
            options.EfSearch = 0;
        }

        Neighbor[] many = new Neighbor[3 * hits.Length];
        SearchResult[] results = new SearchResult[3];
        index.SearchManyExact([.. query, .. shop.VectorOf(ref random), .. query], many, results, options);
        Check(where + "first of many", results[0], many.AsSpan(0, hits.Length), right, isExact: true);
        Check(where + "last of many", results[2], many.AsSpan(2 * hits.Length), right, isExact: true);
        index.SearchMany([.. query, .. query, .. query], many, results, options);
        Check(where + "many", results[1], many.AsSpan(hits.Length, hits.Length), right, isExact: false);
        if (level < 0 && options.MostPerGroup.Count == 0)
        {
            options.DiversityLambda = 0.5f;
            SearchResult chosen = index.Search(query, hits, options);
            Require(chosen.Count == Math.Min(hits.Length, right.Count), $"{where}{chosen.Count} of {right.Count} chosen for k {hits.Length}");
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
                float[] vector = new float[product.Vector.Length];
                index.GetVector(ordinal, vector);
                Require(DeltaShop.Dot(DeltaShop.Unit(vector), product.Vector) > 0.999, $"{id}: vector");
            }
        }
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

    private void Check(string what, SearchResult result, ReadOnlySpan<Neighbor> hits, List<(double Similarity, DeltaShop.Product Product)> right, bool isExact)
    {
        Require(result.Count == Math.Min(hits.Length, right.Count), $"{what}: {result.Count} hits, k {hits.Length}, {right.Count} match; road {result.Road}");
        Dictionary<string, double> all = right.ToDictionary(hit => hit.Product.Id, hit => hit.Similarity);
        HashSet<string> seen = [];
        for (int i = 0; i < result.Count; i++)
        {
            string id = index.GetProductId(hits[i].Ordinal);
            Require(seen.Add(id), $"{what}: {id} twice; road {result.Road}");
            Require(i == 0 || hits[i].Similarity <= hits[i - 1].Similarity, $"{what}: hits out of order; road {result.Road}");
            if (isExact)
            {
                Require(Math.Abs(hits[i].Similarity - right[i].Similarity) < Tolerance, $"{what}: rank {i} is {id} at {hits[i].Similarity}, right is {right[i].Product.Id} at {right[i].Similarity}; road {result.Road}");
            }
            else
            {
                // Under caps another member of a group may stand for the nearest one.
                Require(shop.Products.ContainsKey(id), $"{what}: {id} is gone; road {result.Road}");
                Require(!all.TryGetValue(id, out double similarity) || Math.Abs(hits[i].Similarity - similarity) < Tolerance, $"{what}: {id} at {hits[i].Similarity}, right is {similarity}");
            }
        }
    }

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
