using CsCheck;

namespace ProductSpace.Tests.Search;

/// <summary>
/// Diverse answers against the plainest model: exact siblings number for number, the planner's strategies by the contract (as
/// many as the exact answer, caps kept, scans equal to it). The harness finds each of a row of broken twins.
/// </summary>
public sealed class DiversifierTests : IDisposable
{
    private const int Count = 4_000;
    private const int Dimension = 8;
    private const int Most = 5;

    private static readonly float[] s_lambdas = [0, 1, 0.9f, 0.5f, 0.05f];
    private static readonly string?[] s_facets = [null, null, "brand", "colour", "season"];

    private readonly TestShop _shop;
    private readonly ProductIndex _index;
    private readonly DiversityModel[] _models;

    public DiversifierTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(Count, Dimension) { Seed = 6, WithNext = true, WithFacets = true });
        _shop = built.Products;
        _index = built.Open();
        _models = [new(_index, _shop, Space.Similar), new(_index, _shop, Space.Next)];
    }

    private delegate SearchResult Search(float[] vector, Neighbor[] hits, SearchOptions options);

    public void Dispose() => _index.Dispose();

    [Fact]
    public void SearchExact_RandomQuestions_AsTheModel() =>
        Questions().Sample(question => Assert.Null(Difference(question, (v, h, o) => _index.SearchExact(v, h, o), isExact: true, [])), iter: 250, threads: 1);

    [Fact]
    public void Search_RandomQuestions_FullAndWithinTheCaps()
    {
        HashSet<SearchStrategy> strategies = [];
        Questions().Sample(question => Assert.Null(Difference(question, (v, h, o) => _index.Search(v, h, o), isExact: false, strategies)), iter: 400, threads: 1);
        Assert.Superset(new HashSet<SearchStrategy> { SearchStrategy.Graph, SearchStrategy.Scan, SearchStrategy.GraphThenScan }, strategies);
    }

    /// <summary>Searches that forget a part of the question, or put the answer into another order.</summary>
    [Theory]
    [InlineData("lambda")]
    [InlineData("one more")]
    [InlineData("facet")]
    [InlineData("level")]
    [InlineData("order")]
    [InlineData("short")]
    public void Difference_BrokenTwin_Found(string fault)
    {
        int exact = 0;
        Questions().Sample(question => exact += Difference(question, (v, h, o) => Break(fault, v, h, o), isExact: true, []) is null ? 0 : 1, iter: 60, threads: 1);
        Assert.True(exact > 0);
        if (fault is "one more" or "facet" or "level" or "short")
        {
            int contract = 0;
            Questions().Sample(question => contract += Difference(question, (v, h, o) => Break(fault, v, h, o), isExact: false, []) is null ? 0 : 1, iter: 60, threads: 1);
            Assert.True(contract > 0);
        }
    }

    [Fact]
    public void Search_LambdaAndCaps_FindWhatTheExactSiblingFinds()
    {
        int found = 0;
        int wanted = 0;
        foreach (Diversity diversity in new Diversity[] { new() { Lambda = 0.7f }, new() { Facet = "brand", Max = 1 }, new() { Lambda = 0.5f, CategoryLevel = 3, Max = 2 } })
        {
            for (int query = 0; query < 200; query++)
            {
                Neighbor[] hits = new Neighbor[10];
                Neighbor[] truth = new Neighbor[10];
                SearchOptions options = diversity.AddTo(new SearchOptions());
                Assert.Equal(10, _index.Search(_shop.Vector(query * 20), hits, options).Count);
                _index.SearchExact(_shop.Vector(query * 20), truth, options);
                found += truth.Count(hit => hits.Contains(hit));
                wanted += 10;
            }
        }

        Assert.True(found >= 0.95 * wanted, $"{found} of {wanted}");
    }

    [Fact]
    public void Search_GroupsOnlyFarAway_FinishedByAScan()
    {
        // Three departments, one result each: k cannot be reached, and a walk cannot know that before it has met all.
        SearchOptions options = new() { EfSearch = 1, GroupLimit = GroupLimit.ByCategory(1, 1) };
        Neighbor[] hits = new Neighbor[100];
        SearchResult result = _index.Search(_shop.Vector(3), hits, options);
        int unsorted = Enumerable.Range(0, _index.Count).Count(ordinal => _index.GetCategory(ordinal).Length == 0);
        Assert.Equal(Math.Min(100, 3 + unsorted), result.Count);
        Assert.Equal(3, hits[..result.Count].Count(hit => _index.GetCategory(hit.Ordinal).Length > 0));

        ProductFilter sorted = _index.CreateFilter(f => f.InCategory("dept0", "dept1", "dept2"));
        Neighbor[] few = new Neighbor[10];
        SearchResult walked = _index.Search(_shop.Vector(3), few, options with { EfSearch = 60, Filter = sorted });
        Assert.Equal(SearchStrategy.GraphThenScan, walked.Strategy);
        Neighbor[] truth = new Neighbor[10];
        SearchResult exact = _index.SearchExact(_shop.Vector(3), truth, options with { Filter = sorted });
        Assert.Equal(exact.Count, walked.Count);
        Assert.Equal(truth, few);
    }

    [Fact]
    public void SearchMany_Diversity_AsSingleSearches()
    {
        const int count = 35;
        float[] vectors = [.. _shop.Vectors.AsSpan(0, count * Dimension)];
        foreach (Diversity diversity in new Diversity[] { new() { Lambda = 0.4f }, new() { Facet = "colour", Max = 2 }, new() { Lambda = 0.8f, CategoryLevel = 1, Max = 1 } })
        {
            foreach (SearchOptions plain in new SearchOptions[] { new(), new() { EfSearch = 60 }, new() { Space = Space.Next, TargetRecall = 1 }, new() { EfSearch = 60, MaxScoredVectors = 700 } })
            {
                SearchOptions options = diversity.AddTo(plain);
                Neighbor[] neighbors = new Neighbor[count * 10];
                Neighbor[] expected = new Neighbor[count * 10];
                SearchResult[] results = new SearchResult[count];
                _index.SearchMany(vectors, neighbors, results, options);
                for (int query = 0; query < count; query++)
                {
                    Assert.Equal(_index.Search(_shop.Vector(query), expected.AsSpan(query * 10, 10), options), results[query]);
                }

                Assert.Equal(expected, neighbors);
            }
        }
    }

    [Fact]
    public void SearchSession_Diversity_KeepsViewedOutAndCaps()
    {
        SearchOptions options = new() { DiversityLambda = 0.6f, GroupLimit = GroupLimit.ByFacet("brand", 1) };
        Neighbor[] hits = new Neighbor[8];
        for (int i = 0; i < 50; i++)
        {
            int[] viewed = [i * 7, i * 11, i * 13];
            Assert.Equal(8, _index.SearchSession(viewed, hits, options).Count);
            Assert.All(hits, hit => Assert.DoesNotContain(hit.Ordinal, viewed));
            Assert.All(hits.Select(hit => _models[0].GroupOf(hit.Ordinal, Diversity.Of(options))).Where(group => group is not null).GroupBy(group => group), group => Assert.Single(group));
        }
    }

    [Fact]
    public void Search_Truncated_WithinTheCaps()
    {
        SearchOptions options = new() { EfSearch = 60, DiversityLambda = 0.6f, GroupLimit = GroupLimit.ByFacet("brand", 1) };
        for (int budget = 1; budget < 2000; budget += 97)
        {
            Neighbor[] hits = new Neighbor[10];
            SearchResult result = _index.Search(_shop.Vector(budget), hits, options with { MaxScoredVectors = budget });
            Assert.InRange(result.Count, 1, 10);
            Assert.Equal(result.Count, hits[..result.Count].Select(hit => hit.Ordinal).Distinct().Count());
            Assert.True(WithinCaps(hits[..result.Count], Diversity.Of(options)));
        }
    }

    [ReleaseFact]
    public void Search_Diversity_AllocatesNothing()
    {
        ProductFilter stock = _index.CreateFilter(f => f.InStock());
        float[] vector = [.. _shop.Vector(9)];
        Neighbor[] hits = new Neighbor[10];
        foreach (Diversity diversity in new Diversity[] { new() { Lambda = 0.4f }, new() { Facet = "brand", Max = 2 }, new() { Lambda = 0.8f, CategoryLevel = 2, Max = 1 } })
        {
            foreach (ProductFilter? filter in new[] { null, stock })
            {
                SearchOptions options = diversity.AddTo(new SearchOptions { Filter = filter, EfSearch = 50 });
                Assert.Equal(0, Allocated.Least(() =>
                {
                    for (int i = 0; i < 10; i++)
                    {
                        _index.Search(vector, hits, options);
                        _index.SearchExact(vector, hits, options);
                    }
                }));
            }
        }
    }

    [Fact]
    public void Search_DiversityWithoutSense_RefusedByName()
    {
        foreach ((SearchOptions options, string words) in new (SearchOptions, string)[]
        {
            (new() { DiversityLambda = -0.1f }, "DiversityLambda"), (new() { DiversityLambda = 1.1f }, "DiversityLambda"),
            (new() { DiversityLambda = float.NaN }, "DiversityLambda"),
            (new() { GroupLimit = GroupLimit.ByFacet("brnd", 1) }, "\"brand\""),
            (new() { GroupLimit = GroupLimit.ByFacet(string.Empty, 1) }, "no facet"),
        })
        {
            Neighbor[] hits = new Neighbor[2];
            ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => _index.Search(_shop.Vector(0), hits, options));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.ThrowsAny<ArgumentException>(() => _index.SearchExact(_shop.Vector(0), hits, options));
            Assert.ThrowsAny<ArgumentException>(() => _index.SearchSession([1], hits, options));
            Assert.ThrowsAny<ArgumentException>(() => _index.SearchMany(_shop.Vector(0), hits, new SearchResult[1], options));
            Assert.All(hits, hit => Assert.Equal(default, hit));
        }
    }

    private static Gen<Question> Questions() =>
        from k in Gen.Frequency((8, Gen.Int[0, 14]), (1, Gen.Int[60, 120]))
        from lambda in Gen.Int[0, s_lambdas.Length - 1]
        from facet in Gen.Int[0, s_facets.Length - 1]
        from level in Gen.Int[0, 4]
        from most in Gen.Int[1, 4]
        from filter in Gen.Int[-2, 3]
        from exclude in Gen.Int[0, Count - 1].Array[0, 5]
        from ef in Gen.Int[0, 2]
        from next in Gen.Bool
        from product in Gen.Int[0, Count - 1]
        select new Question(k, s_lambdas[lambda], s_facets[facet], s_facets[facet] is null ? level : 0, most, filter, exclude, ef * 60, next, product);

    /// <summary>Null where the answer is right; else what is wrong with it.</summary>
    private string? Difference(Question question, Search search, bool isExact, HashSet<SearchStrategy> strategies)
    {
        SearchOptions options = Options(question);
        DiversityModel model = _models[(int)(options.Space ?? Space.Similar)];
        float[] vector = [.. _shop.Vector(question.Product)];
        Neighbor[] hits = new Neighbor[question.K];
        SearchResult result = search(vector, hits, options);
        strategies.Add(result.Strategy);
        Neighbor[] expected = model.Answer(
            vector,
            question.K,
            Diversity.Of(options),
            ordinal => !question.Exclude.Contains(ordinal) && (options.Filter is null || options.Filter.Contains(ordinal)),
            options.Filter?.Count ?? _index.Count);
        if (result.Count != expected.Length || result.Truncated)
        {
            return $"{result.Count} hits in place of {expected.Length}";
        }

        Neighbor[] found = hits[..result.Count];
        if (isExact || result.Strategy is SearchStrategy.Scan or SearchStrategy.GraphThenScan)
        {
            return found.AsSpan().SequenceEqual(expected) ? null : "other neighbors than the model";
        }

        bool distinct = found.Select(hit => hit.Ordinal).Distinct().Count() == found.Length;
        bool allowed = found.All(hit => !question.Exclude.Contains(hit.Ordinal) && (options.Filter is null || options.Filter.Contains(hit.Ordinal)));
        return distinct && allowed && WithinCaps(found, Diversity.Of(options)) ? null : "twice, not allowed, or over the caps";
    }

    private bool WithinCaps(Neighbor[] hits, Diversity diversity) =>
        diversity.Max == 0 || hits.Select(hit => _models[0].GroupOf(hit.Ordinal, diversity)).Where(group => group is not null)
            .GroupBy(group => group).All(group => group.Count() <= diversity.Max);

    private SearchOptions Options(Question question) => new Diversity
    {
        Lambda = question.Lambda,
        Facet = question.Facet,
        CategoryLevel = question.Level,
        Max = question.Facet is null && question.Level == 0 ? 0 : question.Most,
    }.AddTo(new SearchOptions
    {
        Space = question.Next ? Space.Next : Space.Similar,
        Filter = question.Filter switch
        {
            0 => _index.CreateFilter(f => f.InStock()),
            1 => _index.CreateFilter(f => f.InCategory("dept1")),
            2 => _index.CreateFilter(f => f.Facet("brand", "brand-1").InStock()),
            3 => _index.CreateFilter(f => f.InCategory("dept1").NotInCategory("dept1")),
            _ => null,
        },
        Exclude = question.Exclude,
        EfSearch = question.EfSearch,
    });

    private SearchResult Break(string fault, float[] vector, Neighbor[] hits, SearchOptions options)
    {
        Diversity diversity = Diversity.Of(options);
        diversity = fault switch
        {
            "lambda" => diversity with { Lambda = diversity.Lambda == 1 ? 1 : diversity.Lambda * 0.9f },
            "one more" => diversity.Max == 0 ? diversity : diversity with { Max = diversity.Max + 1 },
            "facet" => diversity.Facet is null ? diversity : diversity with { Facet = diversity.Facet == "brand" ? "colour" : "brand" },
            "level" => diversity.CategoryLevel == 0 ? diversity : diversity with { CategoryLevel = (diversity.CategoryLevel % 3) + 1 },
            _ => diversity,
        };
        SearchResult result = _index.SearchExact(vector, hits, diversity.AddTo(options));
        if (fault == "order")
        {
            hits.AsSpan(0, result.Count).Sort((a, b) => b.Similarity.CompareTo(a.Similarity));
        }

        return fault == "short" && result.Count > Most ? result with { Count = Most } : result;
    }

    private sealed record Question(int K, float Lambda, string? Facet, int Level, int Most, int Filter, int[] Exclude, int EfSearch, bool Next, int Product);
}
