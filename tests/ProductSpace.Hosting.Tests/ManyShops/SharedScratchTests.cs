using ProductSpace.Hosting.Tests.Telemetry;

namespace ProductSpace.Hosting.Tests.ManyShops;

[Collection(AloneCollection.Name)]
public sealed class SharedScratchTests(SmallShops shops) : IDisposable
{
    private const int Shops = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What one shop's search needs, searches of all others of its size use again: the first search of a shop that was just opened finds it.</summary>
    [Fact]
    public void Search_ShopsOfOneSize_ShareTheirScratch()
    {
        ShopRows.Publish(shops, _folder.Root, Shops);
        using Meters meters = new();
        using ProductShops many = new(new ManyShopsOptions { Root = _folder.Root }, meters.Shared);
        string[] names = [.. Enumerable.Range(0, Shops).Select(ShopRows.NameOf)];
        string[] viewed = ["p-1", "p-2"];
        Neighbor[] hits = new Neighbor[5];
        Array.ForEach(names, name => many.Acquire(name).Dispose());
        Ask(0);
        Ask(1);
        long first = Bytes(2);

        // A shop remembers the plan of its first question, and nothing else.
        Assert.InRange(first, 0, 4096);
        int shop = 3;
        Assert.All(Enumerable.Range(0, Shops - 3), _ => Assert.InRange(Bytes(shop++), 0, first + 256));
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int again = 0; again < Shops; again++)
            {
                Ask(again);
            }
        }));

        long Bytes(int number)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Ask(number);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Ask(int number)
        {
            using IndexLease lease = many.Acquire(names[number]);
            lease.SearchSession(viewed, hits);
        }
    }
}
