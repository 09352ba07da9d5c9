using ProductSpace.Memory;
using ProductSpace.Search;

namespace ProductSpace.Tests.Child;

/// <summary>
/// 64 threads that all search at once after a warm-up in which 64 scratches were out at the same time, as many searches at
/// once would have them; prints the most bytes that one of the threads allocated.
/// </summary>
internal static class ConcurrentAllocation
{
    private const int Threads = 64;
    private const int Rounds = 200;

    public static int Run(string file, bool allocating)
    {
        using ProductIndex index = ProductIndex.Open(file);
        ProductFilter stock = index.CreateFilter(f => f.InStock());
        WarmUp(index, stock);
        long[] allocated = new long[Threads];
        using Barrier barrier = new(Threads);
        Thread[] threads = new Thread[Threads];
        for (int i = 0; i < Threads; i++)
        {
            int number = i;
            threads[i] = new Thread(() =>
            {
                (float[] query, string[] ids) = Question(index, number);
                Search(index, query, ids, stock, allocating: false);
                barrier.SignalAndWait();
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int round = 0; round < Rounds; round++)
                {
                    Search(index, query, ids, stock, allocating);
                }

                allocated[number] = GC.GetAllocatedBytesForCurrentThread() - before;
            });
            threads[i].Start();
        }

        Array.ForEach(threads, thread => thread.Join());
        Array.Sort(allocated);
        Console.WriteLine($"processors {Environment.ProcessorCount}");
        Console.WriteLine($"allocated {allocated[^1]}");
        return 0;
    }

    /// <summary>Holds 64 scratches and lets each in turn be the one that the searches find.</summary>
    private static void WarmUp(ProductIndex index, ProductFilter stock)
    {
        SearchContext[] held = new SearchContext[Threads];
        for (int i = 0; i < Threads; i++)
        {
            held[i] = ScratchPool<SearchContext>.Rent(index.Count);
        }

        for (int i = 0; i < Threads; i++)
        {
            ScratchPool<SearchContext>.Return(index.Count, held[i]);
            for (int round = 0; round < Threads; round += 4)
            {
                (float[] query, string[] ids) = Question(index, round);
                Search(index, query, ids, stock, allocating: false);
            }

            held[i] = ScratchPool<SearchContext>.Rent(index.Count);
        }

        Array.ForEach(held, scratch => ScratchPool<SearchContext>.Return(index.Count, scratch));
    }

    private static (float[] Query, string[] Ids) Question(ProductIndex index, int ordinal)
    {
        float[] query = new float[index.Dimension];
        index.GetVector(ordinal, query);
        return (query, [index.GetProductId(ordinal), index.GetProductId(ordinal + 100)]);
    }

    private static void Search(ProductIndex index, float[] query, string[] ids, ProductFilter filter, bool allocating)
    {
        Span<Neighbor> hits = stackalloc Neighbor[10];
        index.Search(query, hits, new SearchOptions { EfSearch = 40 });
        index.Search(query, hits, new SearchOptions { Filter = filter, Space = Space.Next });
        index.SearchSession(ids, hits);
        index.SearchExact(query, hits);
        if (allocating)
        {
            GC.KeepAlive(new object());
        }
    }
}
