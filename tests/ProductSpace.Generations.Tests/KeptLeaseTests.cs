using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests;

public sealed class KeptLeaseTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private GenerationFolder Folder => new(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keep_AcrossAwaitAndSwap_AnswersFromItsGeneration()
    {
        using IndexFollower follower = Follow();
        BoundFilter boots = follower.CreateFilter(f => f.InCategory("shoes/boots"));
        using KeptLease lease = follower.Acquire().Keep();
        Folder.Publish(shops[1]);
        Assert.True(follower.Look());
        await Task.Yield();

        Neighbor[] hits = new Neighbor[3];
        SearchResult result = lease.SearchSession(["p-1"], hits, new SearchOptions { Filter = lease.Filter(boots) });
        SearchResult byOrdinal = lease.SearchSession([hits[0].Ordinal], hits);
        SearchResult byVector = lease.Search([1, 2, 3, 4], hits);
        Func<string> inLambda = () => lease.GetProductId(byVector, hits[0]);

        Assert.Equal((3, 3, 3), (result.Count, byOrdinal.Count, byVector.Count));
        Assert.Equal(lease.GetProductId(hits[0]), inLambda());
        Assert.Equal((1, 1L, 0, null), (lease.Generation, lease.Publication, SmallShops.WordOf(lease.Index), lease.Variant));
    }

    [Fact]
    public void Keep_Lease_IsEmptyAfterwards()
    {
        using IndexFollower follower = Follow();
        IndexLease lease = follower.Acquire();
        KeptLease kept = lease.Keep();
        lease.Dispose();
        Assert.Equal(0, SmallShops.WordOf(kept.Index));
        kept.Dispose();
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kept.Index);
        Assert.True(follower.TryCloseIdle());
    }

    [Fact]
    public void Keep_DisposedLease_Throws()
    {
        using IndexFollower follower = Follow();
        Assert.Throws<ObjectDisposedException>(() =>
        {
            IndexLease lease = follower.Acquire();
            lease.Dispose();
            lease.Keep();
        });
    }

    [Fact]
    public void TryCloseIdle_KeptLease_StaysOpen()
    {
        using IndexFollower follower = Follow();
        using (follower.Acquire().Keep())
        {
            Assert.False(follower.TryCloseIdle());
        }

        Assert.True(follower.TryCloseIdle());
    }

    [Fact]
    public void Finalizer_ForgottenLease_ReleasesTheGeneration()
    {
        using IndexFollower follower = Follow();
        Forget(follower);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return follower.TryCloseIdle();
            },
            TimeSpan.FromSeconds(20)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(IndexFollower follower) => Assert.Equal(0, SmallShops.WordOf(follower.Acquire().Keep().Index));

    private IndexFollower Follow()
    {
        Folder.Publish(shops[0]);
        return IndexFollower.Open(_folder.Root, new FollowerOptions(), SystemFiles.Instance, follow: false);
    }
}
