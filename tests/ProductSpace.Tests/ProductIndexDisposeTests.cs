using System.Runtime.CompilerServices;

namespace ProductSpace.Tests;

/// <summary>Closing waits for searches, and nothing reads a map that is gone.</summary>
public sealed class ProductIndexDisposeTests
{
    private readonly BuiltShop _built = BuiltShop.Of(new ShopRecipe(3000, 16) { WithCatalog = false });

    [Fact]
    public void Dispose_UnderSearches_WaitsThenRefuses()
    {
        for (int round = 0; round < 20; round++)
        {
            ProductIndex index = _built.Open();
            int refused = 0;
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.Length; i++)
            {
                threads[i] = new Thread(() =>
                {
                    Neighbor[] hits = new Neighbor[10];
                    try
                    {
                        while (true)
                        {
                            Assert.Equal(10, index.Search(_built.Products.Vector(7), hits).Count);
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref refused);
                    }
                });
                threads[i].Start();
            }

            Thread.Sleep(5);
            index.Dispose();
            index.Dispose();
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal(threads.Length, refused);
            Assert.Throws<ObjectDisposedException>(() => index.GetProductId(0));
            Assert.Throws<ObjectDisposedException>(() => index.CreateFilter(f => f.InStock()));
        }
    }

    [Fact]
    public void Search_OnTemporaryUnderCollections_Answers()
    {
        bool stop = false;
        Thread collector = new(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (int round = 0; round < 200; round++)
            {
                Assert.Equal(10, AskTemporary());
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            collector.Join();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int AskTemporary()
    {
        Span<Neighbor> hits = stackalloc Neighbor[10];
        return _built.Open().SearchExact(_built.Products.Vector(3), hits).Count;
    }
}
