using CsCheck;
using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Tests.Delta;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>
/// A build that takes a delta in answers as the old snapshot does with the delta, and as the plain shop; what it added, changed
/// and left out is told; the same changes give the same bytes. A campaign, see <see cref="Campaign"/>.
/// </summary>
public sealed class DeltaMergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestShop _shop = new(110, 8, seed: 12, withFacets: true, withNumbers: true);
    private readonly ProductIndex _index;

    public DeltaMergeTests()
    {
        Builder(_shop).Build(_folder.File("base.psx"));
        _index = ProductIndex.Open(_folder.File("base.psx"));
    }

    public void Dispose()
    {
        _index.Dispose();
        _folder.Dispose();
    }

    private static int Histories => Campaign.Size(12);

    [Fact]
    public void Build_RandomHistories_AnswersAsTheMergedView() =>
        Gen.ULong.Array[1, 80].Sample(numbers => Compare(numbers, _ => true), iter: Histories, threads: 1);

    /// <summary>A fold that forgets a kind of write is no merged view.</summary>
    [Theory]
    [InlineData((int)DeltaKind.Remove)]
    [InlineData((int)DeltaKind.Set)]
    [InlineData((int)DeltaKind.Upsert)]
    public void Twin_FoldThatForgetsAKind_IsCaught(int forgotten) =>
        Assert.NotNull(Record.Exception(() => Compare([.. Enumerable.Range(0, 80).Select(step => (ulong)step)], write => write.Kind != (DeltaKind)forgotten)));

    [Fact]
    public void Build_Fold_TellsWhatItDid()
    {
        float[] vector = new float[8];
        vector[3] = 1;
        DeltaMerge fold = Fold(
            _shop,
            new DeltaRecord { Kind = DeltaKind.Upsert, Id = "brought", Vector = vector, Category = "brand-new/path", Price = 700, Facets = [new("brand", "nova")], Payload = [new("name", "The new one")] },
            new DeltaRecord { Kind = DeltaKind.Set, Id = "brought", Price = 800 },
            new DeltaRecord { Kind = DeltaKind.Set, Id = "p-000001", Price = 42, Payload = [new("name", "renamed")] },
            new DeltaRecord { Kind = DeltaKind.Upsert, Id = "p-000002", Vector = vector },
            new DeltaRecord { Kind = DeltaKind.Remove, Id = "p-000003" },
            new DeltaRecord { Kind = DeltaKind.Remove, Id = "p-000004" },
            new DeltaRecord { Kind = DeltaKind.Upsert, Id = "p-000004", Vector = vector },
            new DeltaRecord { Kind = DeltaKind.Set, Id = "unheard-of", Price = 3, Facets = [new("shape", "round")] },
            new DeltaRecord { Kind = DeltaKind.Remove, Id = "never-there" });
        ProductIndexBuilder builder = Builder(_shop);
        fold.AddTo(builder);
        BuildReport report = builder.Build(_folder.File("told.psx"));
        Assert.Equal((1, 3, 1), (fold.Added, fold.Changed, fold.LeftOut));
        Assert.Equal(["unheard-of"], fold.WithoutVector);
        Assert.Equal(["shape"], fold.UnknownNames);
        Assert.Equal(_shop.Count, report.Products);
        using ProductIndex built = ProductIndex.Open(_folder.File("told.psx"));
        built.Verify();
        Assert.True(built.TryGetOrdinal("brought", out int brought));
        Assert.Equal((800L, "brand-new/path", "The new one"), (built.GetPrice(brought), built.GetCategory(brought), built.GetPayload(brought, "name")));
        Assert.Equal(1, built.CreateFilter(f => f.Facet("brand", "nova")).Count);
        Assert.True(built.TryGetOrdinal("p-000001", out int changed));
        Assert.Equal((42L, "renamed", _shop.Catalog[1].Category.Split('|')[0]), (built.GetPrice(changed), built.GetPayload(changed, "name"), built.GetCategory(changed)));
        Assert.False(built.TryGetOrdinal("p-000003", out _));

        // Removed and brought again: nothing is taken from its row.
        Assert.True(built.TryGetOrdinal("p-000004", out int fresh));
        Assert.Equal((null, string.Empty, string.Empty), (built.GetPrice(fresh), built.GetCategory(fresh), built.GetPayload(fresh, "name")));
    }

    /// <summary>The way through the log does not show: neither what was written between, nor the order.</summary>
    [Fact]
    public void Build_CompactedOrNot_SameBytes()
    {
        List<DeltaRecord> writes = Applied([.. Enumerable.Range(0, 60).Select(step => (ulong)(step * 31))], out DeltaLog log, out _);
        byte[] raw = Built("raw", writes);
        Assert.Equal(raw, Built("compacted", log.Living()));
        Assert.NotEqual(raw, Built("without the last", writes[..^1]));
        Assert.NotEqual(raw, File.ReadAllBytes(_folder.File("base.psx")));
    }

    [Fact]
    public void Build_NoCatalogue_AttributesOfTheDeltaStand()
    {
        DeltaMerge fold = Fold(
            _shop,
            new DeltaRecord { Kind = DeltaKind.Set, Id = "p-000001", Price = 42, Category = "shoes" },
            new DeltaRecord { Kind = DeltaKind.Remove, Id = "p-000002" });
        ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 }).UseVectors(_shop.Vectors, _shop.Dimension).UseIds(_shop.Ids);
        fold.AddTo(builder);
        builder.Build(_folder.File("bare.psx"));
        using ProductIndex built = ProductIndex.Open(_folder.File("bare.psx"));
        Assert.True(built.TryGetOrdinal("p-000001", out int ordinal));
        Assert.Equal((42L, "shoes", _shop.Count - 1), (built.GetPrice(ordinal), built.GetCategory(ordinal), built.Count));
    }

    [Fact]
    public void Build_SpaceNext_ProductsWithoutOutVectorAreNamed()
    {
        TestShop shop = new(60, 6, seed: 4, withNext: true);
        float[] vector = [1, 0, 0, 0, 0, 0];
        DeltaMerge fold = Fold(
            shop,
            new DeltaRecord { Kind = DeltaKind.Upsert, Id = "both", Vector = vector, NextVector = vector },
            new DeltaRecord { Kind = DeltaKind.Upsert, Id = "one", Vector = vector });
        ProductIndexBuilder builder = Builder(shop);
        fold.AddTo(builder);
        builder.Build(_folder.File("next.psx"));
        Assert.Equal(1, fold.Added);
        Assert.Equal(["one"], fold.WithoutVector);
        using ProductIndex built = ProductIndex.Open(_folder.File("next.psx"));
        Neighbor[] hits = new Neighbor[1];
        built.SearchExact(vector, hits, new SearchOptions { Space = Space.Next });
        Assert.Equal("both", built.GetProductId(hits[0].Ordinal));
    }

    [Fact]
    public void Build_DeltaOfAnotherDimension_IsRefusedByName()
    {
        DeltaMerge fold = Fold(new TestShop(10, 6), new DeltaRecord { Kind = DeltaKind.Remove, Id = "p-000001" });
        ProductIndexBuilder builder = Builder(_shop);
        fold.AddTo(builder);
        BuildInputException refused = Assert.Throws<BuildInputException>(() => builder.Build(_folder.File("refused.psx")));
        Assert.Equal($"{fold.Path}: its vectors have 6 numbers each, but those of the build 8; a delta can only be merged into a build of its own space, leave it out", refused.Message);
        Assert.False(File.Exists(_folder.File("refused.psx")));
    }

    /// <summary>A training that began anew: the delta's vectors would mean nothing. One that went on is taken.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Build_VectorsOfAnotherTraining_IsRefusedByName(bool isAnew)
    {
        string path = _folder.File("base.psd");
        float[] vectors = isAnew ? new TestShop(110, 8, seed: 99).Vectors : [.. _shop.Vectors.Select(number => number + 0.05f)];
        using (ProductIndex index = ProductIndex.Open(_folder.File("base.psx")))
        using (ProductDelta delta = ProductDelta.Open(path, index))
        {
            delta.UpsertLike("like-1", ["p-000005"]);
        }

        ProductIndexBuilder builder = Builder(_shop).UseVectors(vectors, _shop.Dimension);
        DeltaMerge.Read(path).AddTo(builder);
        Exception? refused = Record.Exception(() => builder.Build(_folder.File("trained.psx")));
        Assert.Equal(isAnew, refused is BuildInputException);
        Assert.True(refused is null || refused.Message.Contains("from another training", StringComparison.Ordinal), refused?.Message);
    }

    /// <summary>After the swap to a build that took the delta in, nothing of it is left to carry.</summary>
    [Fact]
    public void Swap_ToTheFoldedBuild_DeltaIsEmpty()
    {
        string path = _folder.File("carried.psd");
        using ProductIndex index = ProductIndex.Open(_folder.File("base.psx"));
        using ProductDelta delta = ProductDelta.Open(path, index);
        delta.UpsertLike("like-1", ["p-000005", "p-000006"], new DeltaChange { Price = 900 });
        delta.Set("p-000001", new DeltaChange { Price = 42, InStock = false });
        delta.Flush();
        DeltaMerge fold = DeltaMerge.Read(path);
        ProductIndexBuilder builder = Builder(_shop);
        fold.AddTo(builder);
        builder.Build(_folder.File("folded.psx"));
        using ProductIndex folded = ProductIndex.Open(_folder.File("folded.psx"));
        delta.MoveTo(folded, _folder.File("folded.psd"));
        Assert.Equal(0, delta.Count);
        Assert.True(folded.TryGetOrdinal("like-1", out int like));
        Assert.Equal(900, folded.GetPrice(like));

        // The twin: a build without the delta leaves all of it to carry.
        using ProductIndex plain = ProductIndex.Open(_folder.File("base.psx"));
        using ProductDelta again = ProductDelta.Open(path, plain);
        Assert.Equal(2, again.Count);
    }

    [Fact]
    public void Read_WhatIsNotThere_IsNamed()
    {
        Assert.Contains("none.psd", Assert.Throws<FileNotFoundException>(() => DeltaMerge.Read(_folder.File("none.psd"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("empty"));
        Assert.Contains("no generation has a delta", Assert.Throws<FileNotFoundException>(() => DeltaMerge.Read(_folder.File("empty"))).Message, StringComparison.Ordinal);
    }

    /// <summary>What only the delta has goes into the build; what the build left out of its snapshot's does not come back.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Build_NewNamesOfTheDelta_AreTakenIn(bool isBesideItsSnapshot)
    {
        string path = _folder.File(isBesideItsSnapshot ? "base.psd" : "elsewhere.psd");
        using (ProductIndex index = ProductIndex.Open(_folder.File("base.psx")))
        using (ProductDelta delta = ProductDelta.Open(path, index))
        {
            delta.Set("p-000001", new DeltaChange
            {
                Facets = new Dictionary<string, string> { ["series"] = "s2|s1", ["season"] = "winter" },
                Numbers = new Dictionary<string, IReadOnlyList<double>> { ["weight"] = [2.5, 1], ["rating"] = [5], ["empty"] = [] },
            });
        }

        ProductIndexBuilder builder = Builder(_shop).UseCatalog(_shop.Catalog.Select(row => row with { Facets = row.Facets.Take(2).ToArray() }), ["name"], ["brand", "colour"], TestShop.NumberNames);
        DeltaMerge fold = DeltaMerge.Read(path);
        fold.AddTo(builder);
        builder.Build(_folder.File("named.psx"));
        using ProductIndex built = ProductIndex.Open(_folder.File("named.psx"), OpenMode.Verify);
        string[] facets = isBesideItsSnapshot ? ["brand", "colour", "series"] : ["brand", "colour", "season", "series"];
        Assert.Equal(facets, built.Info.Facets);
        Assert.Equal(isBesideItsSnapshot ? ["empty", "season"] : ["empty"], fold.UnknownNames);
        Assert.Equal(["rating", "size", "weight"], built.Info.NumberColumns);
        Assert.True(built.TryGetOrdinal("p-000001", out int ordinal));
        Assert.Equal(["s1", "s2"], built.GetFacetValues(ordinal, "series"));
        Assert.Equal((2, 1.0, 5.0), (built.GetNumbers(ordinal, "weight", []), built.GetNumber(ordinal, "weight"), built.GetNumber(ordinal, "rating")));
        Assert.Equal(1, built.CreateFilter(f => f.HasNumber("weight").Facet("series", "s2")).Count);
        Assert.Equal(_shop.Catalog.Count(row => row.Numbers[1].Count > 0), built.CreateFilter(f => f.HasNumber("size")).Count);
    }

    /// <summary>A swap to a build without the delta: its names move on with its products.</summary>
    [Fact]
    public void Swap_ToABuildWithoutTheDelta_CarriesItsNames()
    {
        string path = _folder.File("names.psd");
        using ProductIndex index = ProductIndex.Open(_folder.File("base.psx"));
        using ProductDelta delta = ProductDelta.Open(path, index);
        delta.Set("p-000001", new DeltaChange
        {
            Facets = new Dictionary<string, string> { ["series"] = "s1" },
            Numbers = new Dictionary<string, IReadOnlyList<double>> { ["weight"] = [2.5], ["size"] = [7] },
        });
        delta.Flush();
        _shop.Builder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1, Seed = 77 }).Build(_folder.File("later.psx"));
        using ProductIndex later = ProductIndex.Open(_folder.File("later.psx"));
        delta.MoveTo(later, _folder.File("later.psd"));
        Assert.True(later.TryGetOrdinal("p-000001", out int ordinal));
        Assert.Equal((2.5, 7.0), (later.GetNumber(ordinal, "weight"), later.GetNumber(ordinal, "size")));
        Assert.Equal(["s1"], later.GetFacetValues(ordinal, "series"));
        delta.Compact();
        Assert.Equal(2.5, later.GetNumber(ordinal, "weight"));
    }

    private static ProductIndexBuilder Builder(TestShop shop) => shop.Builder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 });

    private void Compare(ulong[] numbers, Func<DeltaRecord, bool> isKept)
    {
        List<DeltaRecord> writes = Applied(numbers, out DeltaLog log, out DeltaShop model);
        _index.DeltaLog = log;
        Built("folded", writes.FindAll(write => isKept(write)));
        using ProductIndex folded = ProductIndex.Open(_folder.File("folded.psx"));
        DeltaExaminer examiner = new(folded, model);
        examiner.CheckColumns();
        foreach (ulong number in numbers.Take(8))
        {
            examiner.Ask(number);
            SeededRandom random = new(number);
            float[] query = model.VectorOf(ref random);
            Assert.Equal(Answer(_index, query), Answer(folded, query));
        }

        _index.DeltaLog = null;
    }

    private static (string Id, float Similarity)[] Answer(ProductIndex index, float[] query)
    {
        Neighbor[] hits = new Neighbor[20];
        return [.. hits.Take(index.SearchExact(query, hits).Count).Select(hit => (index.GetProductId(hit.Ordinal), hit.Similarity))];
    }

    /// <summary>The writes of a history as a file would hold them.</summary>
    private List<DeltaRecord> Applied(ulong[] numbers, out DeltaLog log, out DeltaShop model)
    {
        model = new DeltaShop(_shop);
        log = _index.NewDelta(512);
        List<DeltaRecord> writes = [];
        foreach (ulong number in numbers)
        {
            DeltaRecord write = model.Write(number);
            model.Apply(write);
            if (log.Apply(write) == DeltaOutcome.Applied)
            {
                writes.Add(write);
            }
        }

        return writes;
    }

    private byte[] Built(string name, List<DeltaRecord> writes)
    {
        ProductIndexBuilder builder = Builder(_shop);
        Fold(_shop, [.. writes]).AddTo(builder);
        builder.Build(_folder.File($"{name}.psx"));
        return File.ReadAllBytes(_folder.File($"{name}.psx"));
    }

    private DeltaMerge Fold(TestShop shop, params DeltaRecord[] writes)
    {
        string path = _folder.File("changes.psd");
        DeltaFile.Create(path, SystemFiles.Instance, 1, shop.Dimension, 1, writes).Dispose();
        return DeltaMerge.Read(path);
    }
}
