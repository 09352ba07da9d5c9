using ProductSpace.Delta;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Search;

/// <summary>
/// A minimum similarity cuts the tail of an answer, whatever finds it: vectors, sessions, many, exact or not, filtered or
/// not, with a delta or without. Where results are chosen for diversity, they are chosen among those above it.
/// </summary>
public sealed class MinSimilarityTests : IDisposable
{
    private const int Most = 30;

    private static readonly ShopRecipe s_recipe =
        new(3000, 16) { WithNext = true, WithFacets = true, Build = new BuildOptions() };

    private readonly TestShop _shop = BuiltShop.Of(s_recipe).Products;
    private readonly ProductIndex _index = BuiltShop.Of(s_recipe).Open();
    private readonly DeltaLog _delta;

    public MinSimilarityTests()
    {
        _delta = _index.NewDelta(64);
        SeededRandom random = new(5);
        for (int i = 0; i < 30; i++)
        {
            float[] vector = [.. _shop.Vector(random.NextInt(_shop.Count))];
            _delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new-{i}", Vector = vector, NextVector = vector });
            _delta.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = _shop.Ids[100 + i] });
        }
    }

    private delegate SearchResult Ask(Neighbor[] hits, in SearchOptions options);

    public void Dispose() => _index.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Search_Minimum_CutsTheTailOfTheSameAnswer(bool withDelta)
    {
        _index.DeltaLog = withDelta ? _delta : null;
        SeededRandom random = new(11);
        int cut = 0;
        int whole = 0;
        for (int round = 0; round < 150; round++)
        {
            SearchOptions options = OptionsOf(ref random);
            Ask ask = QuestionOf(ref random);
            Neighbor[] all = new Neighbor[1 + random.NextInt(Most)];
            int count = ask(all, options).Count;
            float similarity = all[random.NextInt(Math.Max(1, count))].Similarity + (random.NextInt(2) * 1e-3f);
            float least = Math.Clamp(similarity, -1, 1);
            Neighbor[] hits = new Neighbor[all.Length];
            SearchResult result = ask(hits, options with { MinSimilarity = least });
            Assert.Equal(all[..count].Where(hit => hit.Similarity >= least), hits[..result.Count]);
            Assert.All(hits[result.Count..], hit => Assert.Equal(default, hit));
            Assert.False(result.Truncated);
            cut += result.Count < count ? 1 : 0;
            whole += result.Count == count ? 1 : 0;
        }

        Assert.InRange(cut, 30, 290);
        Assert.InRange(whole, 5, 140);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Search_MinimumAndDiversity_ChoosesAmongThoseAboveIt(bool withDelta)
    {
        _index.DeltaLog = withDelta ? _delta : null;
        SeededRandom random = new(12);
        int below = 0;
        for (int round = 0; round < 60; round++)
        {
            float[] vector = [.. _shop.Vector(random.NextInt(_shop.Count))];
            Neighbor[] all = new Neighbor[_index.Count];
            int k = 1 + random.NextInt(8);
            int near = k + random.NextInt(2 * k);
            _index.SearchExact(vector, all);
            float least = all[near - 1].Similarity;
            SearchOptions options = new() { DiversityLambda = 0.3f };
            Neighbor[] hits = new Neighbor[k];
            _index.SearchExact(vector, hits, options);
            below += hits.Count(hit => hit.Similarity < least);
            Assert.Equal(k, _index.SearchExact(vector, hits, options with { MinSimilarity = least }).Count);
            Assert.All(hits, hit => Assert.True(hit.Similarity >= least));
            Assert.Equal(k, hits.Select(hit => hit.Ordinal).Distinct().Count());
        }

        // Else the minimum would have changed nothing.
        Assert.True(below > 20);
    }

    [Fact]
    public void Search_MinimumAndGroupLimit_KeepsBoth()
    {
        SeededRandom random = new(13);
        SearchOptions options = new() { GroupLimit = GroupLimit.ByFacet("brand", 1), TargetRecall = 1 };
        for (int round = 0; round < 40; round++)
        {
            float[] vector = [.. _shop.Vector(random.NextInt(_shop.Count))];
            Neighbor[] all = new Neighbor[12];
            int count = _index.Search(vector, all, options).Count;
            Neighbor[] hits = new Neighbor[12];
            float least = all[count / 2].Similarity;
            int above = _index.Search(vector, hits, options with { MinSimilarity = least }).Count;
            Assert.Equal(all[..count].Where(hit => hit.Similarity >= least), hits[..above]);
        }
    }

    [Fact]
    public void Next_Minimum_EndsThePagesThere()
    {
        SeededRandom random = new(14);
        for (int round = 0; round < 20; round++)
        {
            float[] vector = [.. _shop.Vector(random.NextInt(_shop.Count))];
            Neighbor[] all = new Neighbor[_index.Count];
            _index.SearchExact(vector, all);
            int expected = 1 + random.NextInt(40);
            SearchOptions options = new() { TargetRecall = 1, MinSimilarity = all[expected - 1].Similarity };
            using ResultCursor cursor = ResultCursor.Open(_index, vector, options);
            List<Neighbor> read = [];
            Neighbor[] page = new Neighbor[7];
            int count;
            do
            {
                count = cursor.Next(page).Count;
                read.AddRange(page[..count]);
            }
            while (count == page.Length);
            Assert.Equal(all.TakeWhile(hit => hit.Similarity >= options.MinSimilarity), read);
            Assert.Equal(0, cursor.Next(page).Count);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(1.01f)]
    [InlineData(-1.01f)]
    public void Search_MinimumOutOfRange_IsRefused(float least) =>
        Assert.Contains(
            "MinSimilarity must be from -1 to 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => _index.Search(_shop.Vector(0), new Neighbor[1], new SearchOptions { MinSimilarity = least })).Message,
            StringComparison.Ordinal);

    private SearchOptions OptionsOf(ref SeededRandom random) => new()
    {
        Space = (Space)random.NextInt(2),
        TargetRecall = random.NextInt(3) switch { 0 => 1, 1 => 0.95f, _ => 0.8f },
        EfSearch = random.NextInt(3) == 0 ? 1 + random.NextInt(60) : 0,
        Filter = random.NextInt(4) switch
        {
            0 => _index.CreateFilter(f => f.InStock()),
            1 => _index.CreateFilter(f => f.InCategory("dept1")),
            2 => _index.CreateFilter(f => f.Facet("brand", "brand-0", "brand-3")),
            _ => null,
        },
    };

    private Ask QuestionOf(ref SeededRandom random)
    {
        float[] vector = [.. _shop.Vector(random.NextInt(_shop.Count))];
        string[] ids = [_shop.Ids[random.NextInt(50)], "nobody", _shop.Ids[random.NextInt(50)]];
        switch (random.NextInt(5))
        {
            case 0:
                return (Neighbor[] hits, in SearchOptions options) => _index.Search(vector, hits, options);
            case 1:
                return (Neighbor[] hits, in SearchOptions options) => _index.SearchExact(vector, hits, options);
            case 2:
                return (Neighbor[] hits, in SearchOptions options) => _index.SearchSession(ids, hits, options);
            case 3:
                return (Neighbor[] hits, in SearchOptions options) => _index.SearchSessionExact(ids, hits, options);
            default:
                return (Neighbor[] hits, in SearchOptions options) =>
                {
                    SearchResult[] results = new SearchResult[2];
                    Neighbor[] rows = new Neighbor[2 * hits.Length];
                    _index.SearchMany([.. _shop.Vector(7), .. vector], rows, results, options);
                    rows.AsSpan(hits.Length).CopyTo(hits);
                    return results[1];
                };
        }
    }
}
