using ProductSpace.Training.Schedule;

namespace ProductSpace.Training.Tests.Schedule;

/// <summary>The schedule under random interleavings of threads: no two blocks at work share a row, and nothing is left out.</summary>
public class BlockFlowTests
{
    [Theory]
    [InlineData(1, 1, 3, 1)]
    [InlineData(3, 8, 4, 1)]
    [InlineData(4, 5, 9, 3)]
    [InlineData(5, 2, 2, 2)]
    [InlineData(2, 7, 16, 1)]
    public void TryTake_RandomThreads_BlocksNeverMeet(int chunks, int buckets, int threads, int chunksPerDeal)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            FlowChecker checker = new(chunks, buckets);
            BlockFlow flow = new(chunks, buckets, threads, chunk => chunk % chunksPerDeal == 0);
            Play(flow, checker, threads, new Random(seed));
            Assert.True(flow.IsDone);
            Assert.Equal(chunks * buckets * buckets, checker.Trained);
        }
    }

    /// <summary>The order in which a row is trained is the same for every interleaving: the reason for the same bytes.</summary>
    [Fact]
    public void TryTake_RandomThreads_EveryBucketHasOneHistory()
    {
        HashSet<string> histories = [];
        for (int seed = 0; seed < 60; seed++)
        {
            List<(int Chunk, int In, int Out)> order = [];
            BlockFlow flow = new(3, 6, 1 + (seed % 6), _ => false);
            Play(flow, new FlowChecker(3, 6), 1 + (seed % 6), new Random(seed), order);
            histories.Add(string.Join('\n', Enumerable.Range(0, 6).Select(bucket =>
                string.Join(' ', order.Where(block => block.In == bucket).Select(block => block.Out)) + "|" + string.Join(' ', order.Where(block => block.Out == bucket).Select(block => block.In)))));
        }

        Assert.Single(histories);
    }

    /// <summary>Broken twins: schedules that a hurried author might write.</summary>
    [Theory]
    [InlineData("steps without waiting")]
    [InlineData("rows of one IN bucket at once")]
    [InlineData("blocks before their pairs")]
    public void Checker_BrokenSchedule_IsCaught(string twin)
    {
        FlowChecker checker = new(1, 4);
        Work prepare = new(WorkKind.Prepare, 0, 0);
        checker.Begin(prepare, 0, 0);
        checker.End(prepare, 0, 0);
        for (int piece = 0; piece < ChunkSlot.PieceCount - (twin == "blocks before their pairs" ? 1 : 0); piece++)
        {
            checker.Begin(new Work(WorkKind.Emit, 0, piece), 0, 0);
            checker.End(new Work(WorkKind.Emit, 0, piece), 0, 0);
        }

        Assert.Throws<InvalidOperationException>(() =>
        {
            checker.Begin(new Work(WorkKind.Block, 0, 0), 0, 0);
            if (twin == "steps without waiting")
            {
                // Step 1 of bucket 3 takes OUT bucket 0, which step 0 of bucket 0 still holds.
                checker.Begin(new Work(WorkKind.Block, 0, (3 * 4) + 1), 3, 0);
            }

            checker.Begin(new Work(WorkKind.Block, 0, 1), 0, 1);
        });
    }

    private static void Play(BlockFlow flow, FlowChecker checker, int threads, Random random, List<(int Chunk, int In, int Out)>? order = null)
    {
        List<Work> running = [];
        while (!flow.IsDone)
        {
            if (running.Count < threads && random.Next(3) > 0 && flow.TryTake(random.Next(threads), out Work work))
            {
                checker.Begin(work, InBucket(flow, work), OutBucket(flow, work));
                running.Add(work);
                continue;
            }

            if (running.Count == 0)
            {
                Assert.True(flow.TryTake(random.Next(threads), out work), "nothing runs and nothing can begin");
                checker.Begin(work, InBucket(flow, work), OutBucket(flow, work));
                running.Add(work);
                continue;
            }

            int at = random.Next(running.Count);
            Work ended = running[at];
            running.RemoveAt(at);
            checker.End(ended, InBucket(flow, ended), OutBucket(flow, ended));
            if (ended.Kind == WorkKind.Block)
            {
                order?.Add((ended.Chunk, InBucket(flow, ended), OutBucket(flow, ended)));
            }

            flow.Complete(ended);
        }
    }

    private static int InBucket(BlockFlow flow, Work work) => work.Kind == WorkKind.Block ? flow.InBucket(work) : 0;

    private static int OutBucket(BlockFlow flow, Work work) => work.Kind == WorkKind.Block ? flow.OutBucket(work) : 0;
}
