namespace ProductSpace.Tests.Search;

/// <summary>Sessions against their definition in float64: the decayed mean of the viewed products' unit IN vectors.</summary>
public sealed class SessionTests
{
    private readonly TestShop _shop;
    private readonly ProductIndex _index;

    public SessionTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(1800, 20) { Seed = 4, WithNext = true });
        (_shop, _index) = (built.Products, built.Index);
    }

    [Theory]
    [InlineData(Space.Similar, 0.5)]
    [InlineData(Space.Similar, 1.0)]
    [InlineData(Space.Next, 0.8)]
    public void SearchSessionExact_DecayedViews_EqualBruteForce(Space space, double decay)
    {
        float[] target = space == Space.Similar ? _shop.Vectors : _shop.NextVectors;
        Neighbor[] hits = new Neighbor[10];
        Neighbor[] byOrdinal = new Neighbor[10];
        for (int first = 0; first < 40; first++)
        {
            // The third view repeats the first; unknown ones take no part, in the decay neither.
            int[] viewed = [first * 3, (first * 31) % _shop.Count, first * 3, 1700 - first];
            string[] ids = [_shop.Ids[viewed[0]], "nobody", _shop.Ids[viewed[1]], _shop.Ids[viewed[2]], _shop.Ids[viewed[3]]];
            double[] session = Session(viewed, decay);
            double[] truth = [.. Enumerable.Range(0, _shop.Count)
                .Where(product => !viewed.Contains(product))
                .Select(product => Cosine(session, target.AsSpan(product * _shop.Dimension, _shop.Dimension)))
                .OrderDescending()
                .Take(10)];
            SearchOptions options = new() { Space = space, Decay = (float)decay };
            SearchResult result = _index.SearchSessionExact(ids, hits, options);
            Assert.Equal((10, 1), (result.Count, result.UnknownIds));
            for (int place = 0; place < 10; place++)
            {
                Assert.Equal(truth[place], hits[place].Similarity, 6e-5);
            }

            _index.SearchSessionExact([.. viewed.Select(Ordinal)], byOrdinal, options);
            Assert.Equal(hits, byOrdinal);
        }
    }

    [Fact]
    public void SearchSession_WeightsThatCancel_Refused()
    {
        Neighbor[] hits = [new(-1, 0)];
        int[] views = [5, 5];
        foreach (bool exact in new[] { true, false })
        {
            Assert.Throws<ArgumentException>(() => Ask(views, new float[] { 1, -1 }, exact));
            Assert.Throws<ArgumentException>(() => Ask(views, new float[] { 0, 0 }, exact));
            Assert.Throws<ArgumentException>(() => Ask(views, new float[] { float.PositiveInfinity, 1 }, exact));
        }

        Assert.Equal(new Neighbor(-1, 0), hits[0]);

        // After refusals the scratch is whole: the next answer is right.
        Assert.Equal(1, Ask(views, new float[] { 1, 1 }, exact: false).Count);

        SearchResult Ask(int[] viewed, float[] weights, bool exact)
        {
            SearchOptions options = new() { Weights = weights };
            return exact ? _index.SearchSessionExact(viewed, hits, options) : _index.SearchSession(viewed, hits, options);
        }
    }

    [Fact]
    public void SearchSession_ManyViews_StillFillsTheAnswer()
    {
        int[] viewed = [.. Enumerable.Range(0, 1795)];
        Neighbor[] hits = new Neighbor[20];
        SearchResult result = _index.SearchSession(viewed, hits);
        Assert.Equal(5, result.Count);
        Assert.Equal([1795, 1796, 1797, 1798, 1799], hits.Take(5).Select(hit => hit.Ordinal).Order());
    }

    private int Ordinal(int product)
    {
        Assert.True(_index.TryGetOrdinal(_shop.Ids[product], out int ordinal));
        return ordinal;
    }

    private double[] Session(int[] viewed, double decay)
    {
        double[] session = new double[_shop.Dimension];
        double weight = 1;
        for (int i = viewed.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<float> vector = _shop.Vector(viewed[i]);
            double length = 0;
            foreach (float value in vector)
            {
                length += (double)value * value;
            }

            for (int j = 0; j < session.Length; j++)
            {
                session[j] += weight * vector[j] / Math.Sqrt(length);
            }

            weight *= decay;
        }

        return session;
    }

    private static double Cosine(double[] a, ReadOnlySpan<float> b)
    {
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < b.Length; i++)
        {
            dot += a[i] * b[i];
            squareA += a[i] * a[i];
            squareB += (double)b[i] * b[i];
        }

        return dot / Math.Sqrt(squareA * squareB);
    }
}
