using System.Globalization;
using ProductSpace.Memory;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// Swaps under two query threads, with the history of every answer checked: none torn between two generations, none older
/// than what answered before it began, none newer than what was published when it ended, none going backwards on a thread;
/// every map goes once, after its last lease. A campaign, see <see cref="Campaign"/>.
/// </summary>
public class HotSwapTests(SmallShops shops, ITestOutputHelper output) : IClassFixture<SmallShops>
{
    private const int SwapsOfTheSuite = 200;

    [Fact]
    public void Follow_ManySwapsUnderSearches_HistoryIsSound()
    {
        int swaps = Campaign.Size(SwapsOfTheSuite);
        using TemporaryFolder folder = new();
        SwapHistory history = new(swaps + 2);
        CountedMaps maps = new(history);
        GenerationFolder generations = new(folder.Root, new UnflushedFiles());
        history.Start(1, word: 0);
        generations.Publish(shops[0]);
        using (IndexFollower follower = IndexFollower.Open(folder.Root, new FollowerOptions(), maps, follow: false))
        {
            history.Answers(1);
            using CancellationTokenSource end = new();
            Thread[] readers = [.. Enumerable.Range(0, 2).Select(reader => new Thread(() => Read(follower, history, reader, end.Token)))];
            Array.ForEach(readers, reader => reader.Start());
            Random random = new(7);
            for (int publication = 2; publication <= swaps + 1; publication++)
            {
                List<Generation> there = [.. generations.List()];
                Generation current = there.Find(generation => generation.IsCurrent)!;
                Generation? back = random.Next(4) == 0 ? there.FindLast(generation => generation.Number < current.Number) : null;
                int shop = random.Next(SmallShops.Shops);
                history.Start(publication, back is null ? shop : history.WordOfGeneration(back.Number));
                Generation set = back is null ? generations.Publish(shops[shop]) : generations.Rollback();
                history.Names(set.Number, publication);
                Assert.Equal(publication, set.Publication);
                Assert.True(follower.Look());
                history.Answers(publication);
                if (publication % 16 == 0)
                {
                    generations.Prune(8);
                }
            }

            end.Cancel();
            Array.ForEach(readers, reader => reader.Join());
            Assert.Empty(history.Faults);
            Assert.True(history.Reads > swaps, $"{history.Reads} reads in {swaps} swaps");
        }

        for (int i = 0; i < 3000 && maps.Open > 0; i++)
        {
            Thread.Sleep(10);
        }

        Assert.Equal(0, maps.Open);
        Assert.Equal(swaps + 1, maps.Opened);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{swaps:N0} swaps, {history.Reads:N0} answers checked, {maps.Opened:N0} maps opened and gone"));
        Assert.Empty(history.Faults);
    }

    /// <summary>The checker finds each kind of fault in a history that has it.</summary>
    [Theory]
    [InlineData("torn")]
    [InlineData("stale")]
    [InlineData("future")]
    [InlineData("backwards")]
    [InlineData("unmapped")]
    public void History_BrokenTwin_IsCaught(string fault)
    {
        SwapHistory history = new(8);
        for (int publication = 1; publication <= 5; publication++)
        {
            history.Start(publication, publication * 11);
            if (publication < 5)
            {
                history.Answers(publication);
            }
        }

        switch (fault)
        {
            case "torn":
                history.Check(0, began: 4, publication: 4, word: 33, reported: 4, held: 4);
                break;
            case "stale":
                history.Check(0, began: 4, publication: 3, word: 33, reported: 3, held: 3);
                break;
            case "future":
                history.Check(0, began: 4, publication: 6, word: 0, reported: 6, held: 6);
                break;
            case "backwards":
                history.Check(0, began: 1, publication: 4, word: 44, reported: 4, held: 4);
                history.Check(0, began: 1, publication: 3, word: 33, reported: 3, held: 3);
                break;
            default:
                history.Enter(4);
                history.Unmapped(4);
                break;
        }

        Assert.Contains(history.Faults, found => found.StartsWith(fault, StringComparison.Ordinal));
        SwapHistory sound = new(8);
        sound.Start(1, 11);
        sound.Answers(1);
        sound.Check(0, began: 1, publication: 1, word: 11, reported: 1, held: 1);
        Assert.Empty(sound.Faults);
    }

    private static void Read(IndexFollower follower, SwapHistory history, int reader, CancellationToken end)
    {
        Neighbor[] hits = new Neighbor[3];
        float[] vector = [1, -2, 3, reader];
        while (!end.IsCancellationRequested)
        {
            int began = history.Answering;
            using IndexLease lease = follower.Acquire();
            int publication = (int)lease.Publication;
            history.Enter(publication);
            SearchResult result = lease.Index.Search(vector, hits);
            long? price = lease.Index.GetPrice(hits[^1].Ordinal);
            int word = SmallShops.WordOf(lease.Index);
            history.Check(reader, began, publication, price == word ? word : -1, result.Generation, lease.Generation);
            history.Leave(publication);
        }
    }

    /// <summary>Flushing is for power cuts, which this is not about; without it a campaign takes minutes.</summary>
    private sealed class UnflushedFiles() : ForwardingFiles(SystemFiles.Instance)
    {
        public override INewFile CreateNew(string path) => new Writer(base.CreateNew(path));

        public override void FlushDirectory(string directory)
        {
            // Left out.
        }

        private sealed class Writer(INewFile inner) : INewFile
        {
            public void Write(ReadOnlySpan<byte> bytes, long offset) => inner.Write(bytes, offset);

            public void Flush()
            {
                // Left out.
            }

            public void Dispose() => inner.Dispose();
        }
    }

    /// <summary>Counts the maps that a follower opens, in the order of publications.</summary>
    private sealed class CountedMaps(SwapHistory history) : ForwardingFiles(SystemFiles.Instance)
    {
        private int _opened;
        private int _open;

        public int Opened => _opened;

        public int Open => Volatile.Read(ref _open);

        public override IByteOwner OpenRead(string path)
        {
            Interlocked.Increment(ref _open);
            return new Map(this, base.OpenRead(path), Interlocked.Increment(ref _opened));
        }

        private sealed class Map(CountedMaps maps, IByteOwner inner, int publication) : IByteOwner
        {
            private int _disposed;

            public string Path => inner.Path;

            public long Length => inner.Length;

            public NativeView<byte> Bytes => inner.Bytes;

            public void Prefault(long start, long length) => inner.Prefault(start, length);

            public void Dispose()
            {
                if (Interlocked.Increment(ref _disposed) > 1)
                {
                    maps.History.Fault($"unmapped twice: {publication}");
                }

                maps.History.Unmapped(publication);
                inner.Dispose();
                Interlocked.Decrement(ref maps._open);
            }
        }

        private SwapHistory History => history;
    }
}
