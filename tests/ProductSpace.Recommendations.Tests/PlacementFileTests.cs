using System.Text;

namespace ProductSpace.Recommendations.Tests;

public class PlacementFileTests
{
    private static readonly string[] s_tables = ["slist", "together"];

    [Fact]
    public void Parse_Settings_ChangeTheBase()
    {
        IReadOnlyDictionary<string, Placement> placements = Parse("""
            {
              "cart": { "tables": { "slist": 0.25 }, "candidates": 300, "space": "next", "excludesCart": false },
              "gift-finder": { "base": "home", "interests": 2, "vectorWeight": 0.5, "otherTables": 2 },
              "plain": {}
            }
            """);
        Assert.Equal(["cart", "gift-finder", "plain"], placements.Keys.Order());
        Placement cart = placements["cart"];
        Assert.Equal((-2f, 300, Space.Next, false), (cart.VectorWeight, cart.Candidates, cart.Space, cart.ExcludesCart));
        Assert.Equal([0.25f, 1], cart.TableWeights);
        Assert.Equal((2, 0.5f, 30f), (placements["gift-finder"].Interests, placements["gift-finder"].VectorWeight, placements["gift-finder"].HalfLifeDays));
        Assert.Equal([2f, 2], placements["gift-finder"].TableWeights);
        Assert.Equal(Placement.Default with { TableWeights = placements["plain"].TableWeights }, placements["plain"]);
    }

    [Fact]
    public void Parse_RankerSettings_AreThoseOfThePlacement()
    {
        Placement ranked = Parse("{\"ranked\":{\"usesRanker\":true,\"rankedCandidates\":40}}")["ranked"];
        Assert.Equal((true, 40), (ranked.UsesRanker, ranked.RankedCandidates));
    }

    [Theory]
    [InlineData("", "the placements are no JSON that can be read: ")]
    [InlineData("[]", "the placements: must be one JSON object of placements by name")]
    [InlineData("{\"a\":1}", "the placements: \"a\" must be a JSON object")]
    [InlineData("{\"Cart\":{}}", "the placements: \"Cart\" is no name: a name has 1 to 64 small letters, digits and hyphens")]
    [InlineData("{\"a\":{},\"a\":{}}", "the placements are no JSON that can be read: Duplicate property 'a'")]
    [InlineData("{\"a\":{\"decay\":1,\"decay\":1}}", "the placements are no JSON that can be read: Duplicate property 'decay'")]
    [InlineData("{\"a\":{\"Decay\":1}}", "placement \"a\": \"Decay\" is no setting of a placement")]
    [InlineData("{\"a\":{\"decay\":0}}", "placement \"a\": Decay of the placement must be above 0 and at most 1")]
    [InlineData("{\"a\":{\"decay\":1e99}}", "placement \"a\": decay must be a number")]
    [InlineData("{\"a\":{\"candidates\":1.5}}", "placement \"a\": candidates must be a whole number")]
    [InlineData("{\"a\":{\"candidates\":10001}}", "placement \"a\": Candidates of the placement must be from 1 to 10,000")]
    [InlineData("{\"a\":{\"usesRanker\":1}}", "placement \"a\": usesRanker must be true or false")]
    [InlineData("{\"a\":{\"rankedCandidates\":1001}}", "placement \"a\": RankedCandidates of the placement must be from 1 to 1,000")]
    [InlineData("{\"a\":{\"excludesCart\":1}}", "placement \"a\": excludesCart must be true or false")]
    [InlineData("{\"a\":{\"space\":\"left\"}}", "placement \"a\": space must be \"similar\" or \"next\"")]
    [InlineData("{\"a\":{\"base\":\"kart\"}}", "placement \"a\": there is no built-in placement \"kart\" to be its base; they are product-page, cart, home, returning, similar, goes-with")]
    [InlineData("{\"a\":{\"tables\":{\"next\":1}}}", "placement \"a\": the snapshot has no table \"next\"; it has: slist, together")]
    [InlineData("{\"a\":{\"tables\":{\"slist\":-1}}}", "placement \"a\": TableWeights of the placement must be 0 or more")]
    [InlineData("{\"a\":{\"tables\":[]}}", "placement \"a\": tables must be a JSON object of weights by table")]
    [InlineData("{\"a\":{\"base\":\"\\ud800\"}}", "the placements are no JSON that can be read: ")]
    [InlineData("{\"a\":{\"b\":{}}}", "placement \"a\": \"b\" is no setting of a placement")]
    [InlineData("{\"a\":[[[[[[[[]]]]]]]]}", "the placements are no JSON that can be read: ")]
    public void Parse_Wrong_IsRefusedByItsName(string json, string problem)
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Parse(json));
        Assert.StartsWith(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooLarge_IsRefused()
    {
        string many = "{" + string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"p{i}\":{{}}")) + "}";
        Assert.Equal("the placements: hold more than 64", Assert.Throws<InvalidDataException>(() => Parse(many)).Message);
        string large = "{" + new string(' ', PlacementFile.MaxBytes) + "}";
        Assert.Equal("the placements: take 65538 bytes; at most 65536 are read", Assert.Throws<InvalidDataException>(() => Parse(large)).Message);
    }

    /// <summary>Any damage to a good file is refused, or gives placements in their ranges; never another exception.</summary>
    [Fact]
    public void Parse_Damaged_NeverFailsOtherwise()
    {
        byte[] good = Encoding.UTF8.GetBytes("{\"cart\":{\"base\":\"home\",\"tables\":{\"slist\":0.25},\"candidates\":300,\"space\":\"next\",\"excludesCart\":false,\"decay\":0.5}}");
        int refused = 0;
        for (int at = 0; at < good.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] damaged = [.. good];
                damaged[at] ^= (byte)(1 << bit);
                try
                {
                    Assert.All(PlacementFile.Parse(damaged, s_tables).Values, placement => placement.Check());
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, good.Length * 6, good.Length * 8);
    }

    [Fact]
    public void GetPlacement_UnknownName_SaysWhichThereAre()
    {
        ProductIndex index = RecommendedShop.Shared.Index;
        Assert.Equal(["cart", "goes-with", "home", "product-page", "returning", "similar"], index.GetPlacementNames());
        Assert.Same(index.GetPlacement("cart"), index.GetPlacement("cart"));
        ArgumentException exception = Assert.Throws<ArgumentException>(() => index.GetPlacement("kart"));
        Assert.StartsWith("there is no placement \"kart\"; this snapshot has: cart, goes-with, home, ", exception.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, Placement> Parse(string json) => PlacementFile.Parse(Encoding.UTF8.GetBytes(json), s_tables);
}
