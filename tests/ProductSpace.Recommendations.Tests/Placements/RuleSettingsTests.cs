using System.Text;
using CsCheck;
using ProductSpace.Recommendations.Tests.Rules;

namespace ProductSpace.Recommendations.Tests.Placements;

public class RuleSettingsTests
{
    private static readonly string[] s_tables = ["random"];

    private const string AllRules = """
        {
          "shelf": {
            "rules": {
              "boosts": [
                { "name": "own brand", "amount": 1.5, "where": { "facets": { "brand": ["b1", "b2"] }, "inStock": true } },
                { "amount": 0.5, "near": { "number": "price", "origin": 2000, "scale": 500, "shape": "gauss" } },
                { "amount": 1, "near": { "number": "column", "column": "size", "origin": 40, "scale": 2.5 } },
                { "name": "clearance", "amount": -2, "where": { "categories": ["c0"], "notCategories": ["c0/c3"], "allowUnknown": true } },
                { "amount": 1, "where": { "minPrice": 500, "maxPrice": 900, "numbers": { "size": { "min": 3 } }, "products": ["p1"] } }
              ],
              "pins": [{ "slot": 2, "id": "p17" }],
              "reservedSlots": [{ "slot": 3, "where": { "categories": ["c1"] } }],
              "groupLimit": { "facet": "brand", "max": 2 },
              "minSimilarity": -0.5,
              "foldAt": 0.99,
              "diversity": 4,
              "novelty": 2,
              "freshness": 3,
              "freshnessHalfLifeDays": 14,
              "exploration": { "slot": 5, "rate": 0.25, "temperature": 1, "candidates": 7 }
            }
          }
        }
        """;

    [Fact]
    public void Parse_AllRules_AreThoseOfThePlacement()
    {
        MerchandisingRules rules = Parse(AllRules)["shelf"].Rules!;
        Assert.Equal(["own brand", "", "", "clearance", ""], rules.Boosts.Select(boost => boost.Name));
        Assert.Equal([1.5f, .5f, 1, -2, 1], rules.Boosts.Select(boost => boost.Amount));
        Assert.Equal(["b1", "b2"], rules.Boosts[0].Where!.Facets["brand"]);
        Assert.True(rules.Boosts[0].Where!.InStock);
        Assert.Equal(new NumberDecay(ProductNumber.Price, 2000, 500, DecayShape.Gauss), rules.Boosts[1].Near);
        Assert.Equal(NumberDecay.Of("size", 40, 2.5), rules.Boosts[2].Near);
        Assert.Equal(["c0"], rules.Boosts[3].Where!.Categories);
        Assert.Equal(["c0/c3"], rules.Boosts[3].Where!.NotCategories);
        Assert.True(rules.Boosts[3].Where!.AllowUnknown);
        Assert.Equal((500, 900), (rules.Boosts[4].Where!.MinPrice, rules.Boosts[4].Where!.MaxPrice));
        Assert.Equal(new NumberRange(Min: 3), rules.Boosts[4].Where!.Numbers["size"]);
        Assert.Equal(["p1"], rules.Boosts[4].Where!.Products);
        Assert.Equal([new ProductPin(2, "p17")], rules.Pins);
        Assert.Equal((3, "c1"), (rules.ReservedSlots[0].Slot, rules.ReservedSlots[0].Where!.Categories[0]));
        Assert.Equal(GroupLimit.ByFacet("brand", 2), rules.GroupLimit);
        Assert.Equal((-.5f, .99f, 4f, 2f, 3f, 14f), (rules.MinSimilarity, rules.FoldAt, rules.Diversity, rules.Novelty, rules.Freshness, rules.FreshnessHalfLifeDays));
        Assert.Equal(new Exploration(5) { Rate = .25f, Temperature = 1, Candidates = 7 }, rules.Exploration);
        Assert.Equal(GroupLimit.ByCategory(2, 3), Parse("{\"a\":{\"rules\":{\"groupLimit\":{\"categoryLevel\":2,\"max\":3}}}}")["a"].Rules!.GroupLimit);
        RuledShop.Of(0).Index.Prepare(rules);
    }

    [Theory]
    [InlineData("[]", "rules must be a JSON object")]
    [InlineData("{\"boost\":[]}", "\"boost\" is no setting of rules")]
    [InlineData("{\"diversity\":\"4\"}", "rules.diversity must be a number")]
    [InlineData("{\"diversity\":101}", "Diversity of the merchandising rules must be from 0 to 100")]
    [InlineData("{\"novelty\":-1}", "Novelty of the merchandising rules must be from 0 to 100")]
    [InlineData("{\"freshness\":1e99}", "rules.freshness must be a number")]
    [InlineData("{\"freshnessHalfLifeDays\":0}", "FreshnessHalfLifeDays of the merchandising rules must be above 0 days")]
    [InlineData("{\"foldAt\":2}", "FoldAt of the merchandising rules must be above 0 and at most 1, or 0 for none")]
    [InlineData("{\"minSimilarity\":null}", "rules.minSimilarity must be a number")]
    [InlineData("{\"boosts\":{}}", "rules.boosts must be a list")]
    [InlineData("{\"boosts\":[1]}", "rules.boosts[0] must be a JSON object")]
    [InlineData("{\"boosts\":[{\"where\":{}}]}", "rules.boosts[0] needs an amount")]
    [InlineData("{\"boosts\":[{\"amount\":1}]}", "\"boost 1\" of the merchandising rules must be by Where, Filter, Near or Scores")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"scores\":[1]}]}", "\"scores\" is no setting of rules.boosts[0]")]
    [InlineData("{\"boosts\":[{\"name\":\"x\",\"amount\":101,\"where\":{}}]}", "Amount of \"x\" of the merchandising rules must be from -100 to 100")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"where\":{\"brand\":\"acme\"}}]}", "\"brand\" is no setting of rules.boosts[0].where")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"where\":{\"categories\":\"sale\"}}]}", "rules.boosts[0].where.categories must be a list")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"where\":{\"facets\":{\"brand\":[7]}}}]}", "each of rules.boosts[0].where.facets.brand must be a text")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"where\":{\"minPrice\":9.99}}]}", "rules.boosts[0].where.minPrice must be a whole number")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"where\":{\"inStock\":1}}]}", "rules.boosts[0].where.inStock must be true or false")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"where\":{\"numbers\":{\"size\":{\"most\":1}}}}]}", "\"most\" is no setting of rules.boosts[0].where.numbers.size")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"near\":{\"number\":\"price\",\"origin\":1}}]}", "rules.boosts[0].near needs a number, an origin and a scale")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"near\":{\"number\":\"weight\",\"origin\":1,\"scale\":1}}]}", "rules.boosts[0].near.number must be \"price\", \"ageDays\" or \"column\"")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"near\":{\"number\":\"price\",\"origin\":1,\"scale\":0}}]}", "Near of \"boost 1\" of the merchandising rules must be from a finite origin, with a scale above 0")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"near\":{\"number\":\"column\",\"origin\":1,\"scale\":1}}]}", "Near of \"boost 1\" of the merchandising rules must be by a named column")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"near\":{\"number\":\"price\",\"origin\":1,\"scale\":1,\"shape\":\"round\"}}]}", "rules.boosts[0].near.shape must be \"exponential\", \"linear\" or \"gauss\"")]
    [InlineData("{\"pins\":[{\"slot\":1}]}", "rules.pins[0] needs a slot and an id")]
    [InlineData("{\"pins\":[{\"slot\":0,\"id\":\"p1\"}]}", "the slot of the pin of p1 of the merchandising rules must be 1 or more")]
    [InlineData("{\"pins\":[{\"slot\":1,\"id\":\"p1\"},{\"slot\":1,\"id\":\"p2\"}]}", "slot 1 of the merchandising rules must be pinned once")]
    [InlineData("{\"reservedSlots\":[{\"slot\":1}]}", "rules.reservedSlots[0] needs a slot and a where")]
    [InlineData("{\"reservedSlots\":[{\"slot\":1,\"for\":{}}]}", "\"for\" is no setting of rules.reservedSlots[0]")]
    [InlineData("{\"groupLimit\":{\"max\":1}}", "rules.groupLimit needs a max, and a facet or a categoryLevel")]
    [InlineData("{\"groupLimit\":{\"facet\":\"brand\",\"categoryLevel\":1,\"max\":1}}", "rules.groupLimit needs a max, and a facet or a categoryLevel")]
    [InlineData("{\"groupLimit\":{\"facet\":\"brand\",\"max\":0}}", "rules.groupLimit.max must be 1 or more")]
    [InlineData("{\"groupLimit\":{\"categoryLevel\":17,\"max\":1}}", "rules.groupLimit.categoryLevel must be from 1 to 16")]
    [InlineData("{\"exploration\":{\"rate\":1}}", "rules.exploration needs a slot")]
    [InlineData("{\"exploration\":{\"slot\":1,\"rate\":0}}", "Rate of Exploration of the merchandising rules must be above 0 and at most 1")]
    [InlineData("{\"exploration\":{\"slot\":1,\"odds\":1}}", "\"odds\" is no setting of rules.exploration")]
    public void Parse_WrongRule_IsRefusedByItsName(string rules, string problem)
    {
        string json = $"{{\"shelf\":{{\"rules\":{rules}}}}}";
        Assert.StartsWith($"placement \"shelf\": {problem}", Assert.Throws<InvalidDataException>(() => Parse(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooManyRules_IsRefused()
    {
        string pins = string.Join(',', Enumerable.Range(1, 33).Select(i => $"{{\"slot\":{i},\"id\":\"p{i}\"}}"));
        Assert.Equal(
            "placement \"a\": rules.pins must be at most 32",
            Assert.Throws<InvalidDataException>(() => Parse($"{{\"a\":{{\"rules\":{{\"pins\":[{pins}]}}}}}}")).Message);
    }

    /// <summary>Any damage to a good file is refused, or gives rules that can be checked; never another exception.</summary>
    [Fact]
    public void Parse_DamagedRules_NeverFailsOtherwise()
    {
        byte[] good = Encoding.UTF8.GetBytes(string.Concat(AllRules.Where(letter => !char.IsWhiteSpace(letter))));
        int refused = 0;
        for (int at = 0; at < good.Length; at++)
        {
            byte[] damaged = [.. good];
            damaged[at] ^= (byte)(1 << (at % 8));
            try
            {
                Assert.All(PlacementFile.Parse(damaged, s_tables).Values, placement => placement.Check());
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, good.Length / 2, good.Length);
    }

    /// <summary>Rules that were written and read again are written the same, and give the same answers.</summary>
    [Fact]
    public void Write_RandomRules_ComeBack() => Gen.Select(Gen.Int[0, 1], Gen.UInt).Sample(
        (shop, seed) =>
        {
            Random random = new((int)(seed % 1_000_000));
            RuledShop ruled = RuledShop.Of(shop);
            MerchandisingRules rules = RandomRules.Of(random, ruled);
            Placement placement = new()
            {
                Rules = rules with { Boosts = [.. rules.Boosts.Where(boost => boost.Scores.IsEmpty)] },
                Space = random.Next(3) switch { 0 => Space.Similar, 1 => Space.Next, _ => null },
                VectorWeight = random.NextSingle(),
                TableWeights = [random.NextSingle()],
                Decay = 1 - random.NextSingle(),
                Candidates = random.Next(1, 300),
                ExcludesViewed = random.Next(2) == 0,
            };
            byte[] written = PlacementFile.Write(new Dictionary<string, Placement> { ["similar"] = placement }, s_tables);
            Placement read = PlacementFile.Parse(written, s_tables)["similar"];
            Assert.Equal(written, PlacementFile.Write(new Dictionary<string, Placement> { ["similar"] = read }, s_tables));
            Assert.Equal(placement with { Rules = null, TableWeights = [] }, read with { Rules = null, TableWeights = [] });
            Assert.Equal(placement.TableWeights, read.TableWeights);
            ShopperEvent[] events = [new(random.Next(200)), new(random.Next(200))];
            Recommendation[] hits = new Recommendation[10];
            Recommendation[] again = new Recommendation[10];
            RecommendationResult result = ruled.Index.RecommendExact(new ShopperState(events) { Now = RuledShop.Now, RequestNumber = seed }, hits, placement);
            Assert.Equal(result, ruled.Index.RecommendExact(new ShopperState(events) { Now = RuledShop.Now, RequestNumber = seed }, again, read));
            Assert.Equal(hits, again);
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void Write_OnlyInCode_IsRefusedByItsName()
    {
        ProductFilter filter = RuledShop.Of(0).Index.CreateFilter(f => f.InStock());
        Refuses("placement \"a\": \"margin\" has own scores, which cannot be written", new Placement { Rules = new() { Boosts = [new() { Name = "margin", Amount = 1, Scores = new float[] { 1 } }] } });
        Refuses("placement \"a\": \"boost 1\" has a compiled filter, which cannot be written", new Placement { Rules = new() { Boosts = [new() { Amount = 1, Filter = filter }] } });
        Refuses("placement \"a\": slot 3 has a compiled filter, which cannot be written", new Placement { Rules = new() { ReservedSlots = [new(3) { Filter = filter }] } });
        Refuses("placement \"a\": a ranker of its own cannot be written", new Placement { Ranker = new Ranker(["blend-place"], [new RankerTree([0], [2.5f], [~0], [~1], [-1, 1])], "a test") });
        Refuses("Decay of the placement must be above 0 and at most 1", new Placement { Decay = 2 });
        Assert.StartsWith(
            "the placements: \"A b\" is no name",
            Assert.Throws<ArgumentException>(() => PlacementFile.Write(new Dictionary<string, Placement> { ["A b"] = new() }, s_tables)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>What a rule names is known by the index alone, so that it is checked there.</summary>
    [Theory]
    [InlineData("{\"boosts\":[{\"amount\":1,\"where\":{\"categories\":[\"c9\"]}}]}", "placement \"shelf\": ", "c9")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"near\":{\"number\":\"column\",\"column\":\"syze\",\"origin\":1,\"scale\":1}}]}", "placement \"shelf\": ", "syze")]
    [InlineData("{\"groupLimit\":{\"facet\":\"brnd\",\"max\":1}}", "placement \"shelf\": ", "brnd")]
    [InlineData("{\"minSimilarity\":2}", "placement \"shelf\": MinSimilarity of the merchandising rules must be from -1 to 1", "")]
    [InlineData("{\"boosts\":[{\"amount\":1,\"where\":{\"categories\":[\"c9\"],\"allowUnknown\":true}}]}", null, "")]
    public void PreparePlacements_NamesOfRules_AreCheckedByTheIndex(string rules, string? problem, string named)
    {
        float[] vectors = [1, 0, 0, 1, 1, 1];
        using ProductIndex index = ProductIndex.Open(new ProductIndexBuilder(new BuildOptions { Structures = IndexStructures.Cells })
            .UseVectors(vectors, 2).UseIds(["p0", "p1", "p2"])
            .UseCatalog([.. Enumerable.Range(0, 3).Select(i => new CatalogProduct { Id = $"p{i}", Category = "c0", Facets = ["b0"], Numbers = [[i]] })], facets: ["brand"], numbers: ["size"])
            .UsePlacements(Encoding.UTF8.GetBytes($"{{\"shelf\":{{\"rules\":{rules}}}}}"), [])
            .BuildToMemory());
        if (problem is null)
        {
            index.PreparePlacements();
            return;
        }

        string message = Assert.Throws<InvalidDataException>(index.PreparePlacements).Message;
        Assert.StartsWith(problem, message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain("(Parameter", message, StringComparison.Ordinal);
    }

    private static void Refuses(string problem, Placement placement) => Assert.StartsWith(
        problem,
        Assert.Throws<ArgumentException>(() => PlacementFile.Write(new Dictionary<string, Placement> { ["a"] = placement }, s_tables)).Message,
        StringComparison.Ordinal);

    private static IReadOnlyDictionary<string, Placement> Parse(string json) => PlacementFile.Parse(Encoding.UTF8.GetBytes(json), s_tables);
}
