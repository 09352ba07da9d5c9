using ProductSpace.Delta;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Delta;

/// <summary>Facets and number columns that only a delta's products have: filterable, listed, compacted, within limits.</summary>
public sealed class DeltaNewNamesTests : IDisposable
{
    private readonly TestShop _shop = new(300, 8, withFacets: true, withNumbers: true);
    private readonly ProductIndex _index;

    public DeltaNewNamesTests() => _index = ProductIndex.Open(_shop.Builder().BuildToMemory());

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Apply_NewFacet_IsFilterableAndListed()
    {
        DeltaLog log = _index.NewDelta(64);
        _index.DeltaLog = log;
        Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.Facet("series", "s1")));
        ProductFilter early = _index.CreateFilter(f => f.Facet("series", "s1"), allowUnknown: true);
        Write(log, Set(0, ("series", "s1|s2"), ("brand", "nova")));
        Write(log, Set(1, ("series", "s2")));
        Write(log, Set(2, ("series", "")));
        Assert.Equal(["brand", "colour", "season", "series"], _index.GetFacets());
        Assert.Equal(["brand", "colour", "season"], _index.Info.Facets);
        Assert.Equal([new("s1", 1), new("s2", 2)], _index.GetFacetValues("series"));
        Assert.Equal(new FacetValueCount("nova", 1), _index.GetFacetValues("brand")[^1]);
        Assert.True(_index.TryGetOrdinal(_shop.Ids[0], out int ordinal));
        Assert.Equal(["s1", "s2"], _index.GetFacetValues(ordinal, "series"));
        Assert.True(_index.TryGetFacet(ordinal, "series", out string? first));
        Assert.Equal("s1", first);
        Assert.True(_index.TryGetOrdinal(_shop.Ids[9], out int other));
        Assert.False(_index.TryGetFacet(other, "series", out _));
        Assert.Equal([_shop.Ids[0]], Found(early));
        Assert.Equal([_shop.Ids[0]], Found(_index.CreateFilter(f => f.FacetAll("series", "s1", "s2"))));
        Assert.Equal(_index.Count - 2, Found(_index.CreateFilter(f => f.FacetNone("series", "s2"))).Length);
        Assert.Contains("has no value \"s3\"", Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.Facet("series", "s3"))).Message, StringComparison.Ordinal);
        Write(log, new DeltaRecord { Kind = DeltaKind.Remove, Id = _shop.Ids[0] });
        Assert.Equal([new("s2", 1)], _index.GetFacetValues("series"));
        Assert.Empty(Found(early));
    }

    [Fact]
    public void Living_NewNames_AreKept()
    {
        DeltaLog log = _index.NewDelta(64);
        Write(log, Set(0, ("series", "s1")) with { Numbers = [new("weight", [2, 1])] });
        Write(log, Set(0, ("series", "s2")));
        DeltaLog compacted = _index.NewDelta(64);
        foreach (DeltaRecord record in log.Living())
        {
            Write(compacted, record);
        }

        Assert.Equal(1, compacted.Count);
        _index.DeltaLog = compacted;
        Assert.True(_index.TryGetOrdinal(_shop.Ids[0], out int ordinal));
        Assert.Equal(["s2"], _index.GetFacetValues(ordinal, "series"));
        Assert.Equal(2, _index.GetNumbers(ordinal, "weight", []));
        Assert.True(compacted.IsKnown(Set(0, ("series", "s2")) with { Numbers = [new("weight", [1, 2])] }));
        Assert.False(compacted.IsKnown(Set(0, ("series", "s1"))));
        Assert.False(compacted.IsKnown(Set(0) with { Numbers = [new("weight", [1])] }));
        Assert.False(compacted.IsKnown(Set(1) with { Numbers = [new("weight", [1])] }));
        double rating = _shop.Catalog.First(row => row.Numbers[0].Count > 0 && row.Id != _shop.Ids[0]).Numbers[0][0];
        int rated = Array.IndexOf(_shop.Ids, _shop.Catalog.First(row => row.Numbers[0].Count > 0 && row.Id != _shop.Ids[0]).Id);
        Assert.True(compacted.IsKnown(Set(rated) with { Numbers = [new("rating", [rating])] }));
    }

    [Fact]
    public void FindFault_BeyondTheLimits_NamesProductAndWhatToDo()
    {
        DeltaLog log = _index.NewDelta(4096);
        for (int facet = 3; facet < FacetColumns.MaxFacets; facet++)
        {
            Write(log, Set(0, ($"f{facet}", "x")) with { Numbers = facet < 65 - 1 ? [new($"n{facet}", [facet])] : [] });
        }

        Assert.Contains("facet \"one more\" is new, and the snapshot has 3 and its delta 61 of at most 64", log.FindFault(Set(1, ("one more", "x"))), StringComparison.Ordinal);
        Assert.Null(log.FindFault(Set(1, ("f9", "y"))));
        Assert.Null(log.FindFault(Set(1) with { Numbers = [new("last", [1])] }));
        Write(log, Set(1) with { Numbers = [new("last", [1])] });
        Assert.Contains("number column \"one more\" is new, and the snapshot has 2 and its delta 62 of at most 64", log.FindFault(Set(1) with { Numbers = [new("one more", [1])] }), StringComparison.Ordinal);
        Assert.Contains($"product {_shop.Ids[1]}: facet \"a=b\": a name has 1 to 64 bytes", log.FindFault(Set(1, ("a=b", "x"))), StringComparison.Ordinal);
        Assert.Contains("NaN as \"rating\" is no finite number", log.FindFault(Set(1) with { Numbers = [new("rating", [1, double.NaN])] }), StringComparison.Ordinal);
        Assert.Contains("65 numbers as \"rating\", and the maximum is 64", log.FindFault(Set(1) with { Numbers = [new("rating", new double[65])] }), StringComparison.Ordinal);
    }

    [Fact]
    public void FindFault_MoreValuesThanAFacetHolds_IsRefused()
    {
        DeltaLog log = _index.NewDelta(64);
        int written = 0;
        for (int write = 0; write < 30; write++)
        {
            string values = string.Join('|', Enumerable.Range(written, 2_250).Select(i => $"v{i:D5}"));
            if (log.FindFault(Set(write, ("series", values))) is string fault)
            {
                Assert.Contains("facet \"series\" would have more than 65536 values", fault, StringComparison.Ordinal);
                Assert.InRange(written, 65_536 - 2_250, 65_536);
                Assert.Null(log.FindFault(Set(write, ("series", string.Join('|', Enumerable.Range(0, 2_250).Select(i => $"v{i:D5}"))))));
                return;
            }

            Write(log, Set(write, ("series", values)));
            written += 2_250;
        }

        Assert.Fail("any number of values was taken");
    }

    [Fact]
    public void WithoutMisfits_WriteOfAnotherBase_KeepsWhatFits()
    {
        DeltaLog log = _index.NewDelta(16);
        DeltaRecord record = Set(0, ("series", "s1"), ("a=b", "x")) with
        {
            Payload = [new("name", "n"), new("no such column", "x")],
            Numbers = [new("weight", [1]), new("rating", new double[65])],
        };
        DeltaRecord fitting = log.WithoutMisfits(record);
        Assert.Null(log.FindFault(fitting));
        Assert.Equal(["series"], fitting.Facets.Select(facet => facet.Key));
        Assert.Equal(["name"], fitting.Payload.Select(column => column.Key));
        Assert.Equal(["weight"], fitting.Numbers.Select(column => column.Key));
    }

    private DeltaRecord Set(int product, params (string Name, string Values)[] facets) =>
        new() { Kind = DeltaKind.Set, Id = _shop.Ids[product], Facets = [.. facets.Select(facet => KeyValuePair.Create(facet.Name, facet.Values))] };

    private static void Write(DeltaLog log, DeltaRecord record)
    {
        Assert.Null(log.FindFault(record));
        Assert.Equal(DeltaOutcome.Applied, log.Apply(record));
    }

    private string[] Found(ProductFilter filter)
    {
        Neighbor[] hits = new Neighbor[_index.Count + 4];
        SearchResult result = _index.Search(_shop.Vector(3), hits, new SearchOptions { Filter = filter });
        return [.. hits.Take(result.Count).Select(hit => _index.GetProductId(hit.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
