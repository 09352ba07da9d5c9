using ProductSpace.Generations.Folders;
using ProductSpace.Hosting.Folders;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>The delta as a host sees it: opening, writing, refusals, groups, followers.</summary>
public sealed class ProductDeltaTests(DeltaBases bases) : IClassFixture<DeltaBases>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Psd => _folder.File("catalog.psd");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_AfterFlush_HoldsWhatWasWritten()
    {
        using ProductIndex index = ProductIndex.Open(bases[0]);
        using (ProductDelta delta = ProductDelta.Open(Psd, index))
        {
            delta.Upsert(new DeltaProduct { Id = "new", Vector = Vector(1), Category = "dept0", Price = 17 });
            Assert.True(delta.Set(bases.Shop.Ids[3], new DeltaChange { InStock = false, Price = 5 }));
            Assert.True(delta.Remove(bases.Shop.Ids[4]));
            Assert.False(delta.Remove("nobody"));
            delta.UpsertLike("mixed", [bases.Shop.Ids[5], bases.Shop.Ids[6], "nobody"], new DeltaChange { Price = 3 });
            Assert.Equal(4, delta.Status.Pending);
            delta.Flush();
            Assert.Equal((0L, 4, 2, 1), (delta.Status.Pending, delta.Count, delta.Status.Products, delta.Status.Hidden));
            Check(index);
        }

        Assert.False(index.TryGetOrdinal("new", out _));
        Assert.True(ProductDelta.Attach(Psd, index));
        Check(index);
        index.DeltaLog = null;
        using ProductDelta again = ProductDelta.Open(Psd, index);
        Check(index);
        Assert.Equal((2L, 0L, 0), (again.Status.Issue, again.Status.TornBytes, again.Status.Rotations));

        void Check(ProductIndex asked)
        {
            Assert.True(asked.TryGetOrdinal("new", out int added));
            Assert.Equal(("dept0", 17), (asked.GetCategory(added), asked.GetPrice(added)));
            Assert.True(asked.TryGetOrdinal(bases.Shop.Ids[3], out int changed));
            Assert.Equal((false, 5), (asked.IsInStock(changed), asked.GetPrice(changed)));
            Assert.False(asked.TryGetOrdinal(bases.Shop.Ids[4], out _));
            Assert.True(asked.TryGetOrdinal("mixed", out _));
        }
    }

    [Fact]
    public void Open_WrongOnes_RefusedByType()
    {
        using ProductIndex index = ProductIndex.Open(bases[0]);
        using ProductIndex other = ProductIndex.Open(bases[1]);
        using (ProductDelta delta = ProductDelta.Open(Psd, index))
        {
            Assert.Equal(DeltaProblem.Held, Assert.Throws<DeltaException>(() => ProductDelta.Open(Psd, index)).Problem);
            delta.Set(bases.Shop.Ids[0], new DeltaChange { Price = 1 });
        }

        Assert.Equal(DeltaProblem.OtherBase, Assert.Throws<DeltaException>(() => ProductDelta.Open(Psd, other)).Problem);
        byte[] bytes = File.ReadAllBytes(Psd);
        File.Delete(Psd);
        bytes[70] ^= 1;
        File.WriteAllBytes(Psd, bytes);
        Assert.Equal(DeltaProblem.Damaged, Assert.Throws<DeltaException>(() => ProductDelta.Open(Psd, index)).Problem);
        Assert.Null(index.DeltaLog);
        ProductDelta closed = ProductDelta.Open(_folder.File("closed.psd"), index);
        closed.Dispose();
        Assert.Equal(DeltaProblem.ReadOnly, Assert.Throws<DeltaException>(() => closed.Remove("x")).Problem);
        Assert.False(ProductDelta.Attach(_folder.File("none.psd"), index));
    }

    [Fact]
    public void Write_NoRoom_CompactsThenRefuses()
    {
        using ProductIndex index = ProductIndex.Open(bases[0]);
        using ProductDelta delta = ProductDelta.Open(Psd, index, new DeltaOptions { Capacity = 16 });
        for (int i = 0; i < 100; i++)
        {
            delta.Set(bases.Shop.Ids[1], new DeltaChange { Price = i });
        }

        Assert.True(index.TryGetOrdinal(bases.Shop.Ids[1], out int ordinal));
        Assert.Equal(99, index.GetPrice(ordinal));
        delta.Compact();
        Assert.Equal((1, false), (delta.Count, delta.ShouldRebuild));
        DeltaException? full = null;
        for (int i = 0; i < 40 && full is null; i++)
        {
            full = Record.Exception(() => delta.Upsert(new DeltaProduct { Id = $"n-{i}", Vector = Vector(i) })) as DeltaException;
        }

        Assert.Equal(DeltaProblem.Full, full!.Problem);
        Assert.True(delta.ShouldRebuild);
        delta.Flush();
        Assert.True(index.TryGetOrdinal("n-3", out _));
    }

    /// <summary>Ordinals of before a compaction are refused, not taken for others.</summary>
    [Fact]
    public void Compact_OldOrdinals_AreRefused()
    {
        using ProductIndex index = ProductIndex.Open(bases[0]);
        using ProductDelta delta = ProductDelta.Open(Psd, index);
        delta.Upsert(new DeltaProduct { Id = "a", Vector = Vector(1) });
        delta.Upsert(new DeltaProduct { Id = "b", Vector = Vector(2) });
        Assert.True(index.TryGetOrdinal("b", out int before));
        delta.Compact();
        Assert.True(index.TryGetOrdinal("b", out int after));
        Assert.True(after > before);
        Assert.Equal("b", index.GetProductId(after));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.GetProductId(before));
    }

    [Fact]
    public async Task FlushAsync_ManyWritersAtOnce_AllAreDurable()
    {
        using ProductIndex index = ProductIndex.Open(bases[0]);
        using (ProductDelta delta = ProductDelta.Open(Psd, index))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
            {
                for (int i = 0; i < 25; i++)
                {
                    delta.Upsert(new DeltaProduct { Id = $"{writer}-{i}", Vector = Vector(i) });
                    await delta.FlushAsync();
                    Assert.Contains(Hosting.Deltas.DeltaContent.Read(Psd, SystemFiles.Instance)!.Records, record => record.Id == $"{writer}-{i}");
                }
            })));
        }

        Assert.True(ProductDelta.Attach(Psd, index));
        Assert.Equal(200, index.DeltaLog!.Count);
    }

    [Fact]
    public void Follower_Swap_CarriesOverWhatTheNewGenerationDoesNotHold()
    {
        string shop = _folder.File("shop");
        Directory.CreateDirectory(shop);
        GenerationFolder folder = new(shop);
        folder.Publish(bases[0]);
        using IndexFollower follower = IndexFollower.Open(shop, new FollowerOptions { Mode = OpenMode.Quick }, SystemFiles.Instance, follow: false);
        using IndexFollower reader = IndexFollower.Open(shop, new FollowerOptions { Mode = OpenMode.Quick, UseDelta = true }, SystemFiles.Instance, follow: false);
        using ProductDelta delta = follower.OpenDelta();
        BoundFilter cheap = follower.CreateFilter(f => f.PriceBetween(1, 1));
        delta.Upsert(new DeltaProduct { Id = "new", Vector = Vector(1), Price = 1 });

        // The new generation holds this already: its price is the base's own.
        CatalogProduct known = bases.Shop.Catalog.First(row => row.Price is not null);
        delta.Set(known.Id, new DeltaChange { Price = known.Price });
        delta.Flush();
        Assert.True(reader.Look() is false && reader.Status.DeltaUsed == 2);
        Assert.Equal("new", Cheapest(follower, cheap));
        folder.Publish(bases[1]);
        Assert.True(follower.Look());
        Assert.Equal("new", Cheapest(follower, cheap));
        Assert.Equal((1, Path.Combine(shop, GenerationNames.DeltaOf(2))), (delta.Count, delta.Status.Path));
        delta.Set("new", new DeltaChange { Price = 2 });
        delta.Flush();
        Assert.Equal(2, PriceOf(follower));
        reader.Look();
        reader.Look();
        Assert.Equal((2, null), (reader.Status.Generation, reader.Status.DeltaRefusal));
        Assert.Equal(2, PriceOf(reader));
        folder.Rollback();
        follower.Look();
        Assert.Equal((1, 2), (follower.Status.Generation, PriceOf(follower)));
        Assert.Equal(DeltaProblem.Held, Assert.Throws<DeltaException>(() => follower.OpenDelta()).Problem);

        // Pruned generations take their deltas along.
        folder.Publish(bases[0]);
        folder.Prune(1);
        Assert.Empty(Directory.GetFiles(shop, "catalog-000002.*"));
    }

    private static string Cheapest(IndexFollower follower, BoundFilter cheap)
    {
        using IndexLease lease = follower.Acquire();
        Neighbor[] hits = new Neighbor[2];
        SearchResult result = lease.Index.Search(Vector(9), hits, new SearchOptions { Filter = lease.Filter(cheap) });
        Assert.Equal(1, result.Count);
        return lease.GetProductId(result, hits[0]);
    }

    private static long? PriceOf(IndexFollower follower)
    {
        using IndexLease lease = follower.Acquire();
        Assert.True(lease.Index.TryGetOrdinal("new", out int ordinal));
        return lease.Index.GetPrice(ordinal);
    }

    private static float[] Vector(int seed)
    {
        SeededRandom random = new((ulong)seed + 1);
        float[] vector = new float[6];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = TestShop.Normal(ref random);
        }

        return vector;
    }
}
