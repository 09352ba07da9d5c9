using CsCheck;
using ProductSpace.Delta;

namespace ProductSpace.Tests.Delta;

/// <summary>
/// Random histories of writes and questions: an index with a delta in memory answers as the plain shop. A campaign,
/// see <see cref="Campaign"/>.
/// </summary>
public sealed class DeltaHistoryTests(DeltaHistoryTests.Shops shops) : IClassFixture<DeltaHistoryTests.Shops>
{
    private const int QuestionOneIn = 4;
    private const int MostTwins = 60;

    private static int Histories => Campaign.Size(80);

    [Fact]
    public void Search_RandomHistories_AnswersAsThePlainShop() =>
        Gen.Select(Gen.Int[0, Shops.Kinds - 1], Gen.ULong.Array[1, 60]).Sample((kind, numbers) => Run(shops[kind], numbers, capacity: 256), iter: Histories, threads: 1);

    /// <summary>A history in which half of the base is taken away, so that strategies meet what is gone at every step.</summary>
    [Fact]
    public void Search_MostOfTheNearestGone_AnswersAsThePlainShop()
    {
        foreach (int kind in Enumerable.Range(0, Shops.Kinds))
        {
            (ProductIndex index, TestShop shop) = shops[kind];
            DeltaShop model = new(shop);
            DeltaLog log = index.NewDelta(4096);
            index.DeltaLog = log;
            DeltaExaminer examiner = new(index, model);
            for (int product = 0; product < shop.Count; product++)
            {
                if (product % 10 != 0)
                {
                    DeltaRecord removal = new() { Kind = DeltaKind.Remove, Id = shop.Ids[product] };
                    Assert.Equal(DeltaOutcome.Applied, log.Apply(removal));
                    model.Apply(removal);
                }

                if (product % 97 == 0)
                {
                    examiner.Ask((ulong)product);
                }
            }

            examiner.CheckColumns();
            index.DeltaLog = null;
        }
    }

    /// <summary>The harness sees a shop that forgets: a removal, a price, an upsert.</summary>
    [Theory]
    [InlineData((int)DeltaKind.Remove)]
    [InlineData((int)DeltaKind.Set)]
    [InlineData((int)DeltaKind.Upsert)]
    public void Twin_DeltaThatForgetsAKind_IsCaught(int forgotten) =>
        Assert.Contains(Enumerable.Range(0, 40), seed => Record.Exception(() => Run(shops[0], [.. Enumerable.Range(0, 60).Select(step => (ulong)((seed * 1000) + step))], 256, (DeltaKind)forgotten)) is DeltaDifferenceException);

    /// <summary>Each strategy alone must hide what is gone, and bring what is new: the harness catches the one that does not.</summary>
    /// <param name="kind">The shop, for the strategies that it has.</param>
    /// <param name="name">The way of asking.</param>
    /// <param name="strategy">The strategy by which it must have been answered.</param>
    [Theory]
    [InlineData(0, "exact", SearchStrategy.Scan)]
    [InlineData(0, "planned", SearchStrategy.Scan)]
    [InlineData(0, "scan, filtered", SearchStrategy.Scan)]
    [InlineData(3, "scan, filtered", SearchStrategy.PrefixScan)]
    [InlineData(0, "efSearch", SearchStrategy.Graph)]
    [InlineData(0, "walk", SearchStrategy.Graph)]
    [InlineData(0, "walk, filtered", SearchStrategy.Graph)]
    [InlineData(0, "walk, filtered", SearchStrategy.GraphThenScan)]
    [InlineData(1, "cells", SearchStrategy.Cells)]
    [InlineData(1, "cells, filtered", SearchStrategy.Cells)]
    [InlineData(4, "cells, then walk", SearchStrategy.CellsThenGraph)]
    [InlineData(4, "walk over matches", SearchStrategy.CellsThenGraph)]
    [InlineData(0, "many exact", SearchStrategy.Scan)]
    [InlineData(1, "many", SearchStrategy.Scan)]
    [InlineData(0, "chosen", SearchStrategy.Scan)]
    public void Twin_OneStrategyBroken_IsCaught(int kind, string name, SearchStrategy strategy)
    {
        foreach (bool forgetsRemovals in new[] { true, false })
        {
            int answers = 0;
            Assert.True(
                Enumerable.Range(0, MostTwins).Any(seed =>
                {
                    BrokenStrategy twin = new(name, strategy, forgetsRemovals, shops[kind].Index.NewDelta(256));
                    Exception? caught = Record.Exception(() => Run(shops[kind], [.. Enumerable.Range(0, 60).Select(step => (ulong)((seed * 1000) + step))], 256, broken: twin));
                    answers += twin.Answers;
                    return caught is null ? false : caught is DeltaDifferenceException ? true : throw caught;
                }),
                $"{(forgetsRemovals ? "removals" : "new products")} forgotten by {name}, {strategy}: not caught in {answers} answers");
        }
    }

    private static void Run((ProductIndex Index, TestShop Shop) shop, ulong[] numbers, int capacity, DeltaKind? forgotten = null, BrokenStrategy? broken = null)
    {
        DeltaShop model = new(shop.Shop);
        DeltaLog log = shop.Index.NewDelta(capacity);
        shop.Index.DeltaLog = log;
        try
        {
            DeltaExaminer examiner = new(shop.Index, model, broken);
            foreach (ulong number in numbers)
            {
                if (number % QuestionOneIn == 0)
                {
                    examiner.Ask(number);
                    continue;
                }

                DeltaRecord write = model.Write(number);
                Assert.Null(log.FindFault(write));
                bool known = model.Apply(write);
                broken?.Apply(write);
                if (write.Kind != forgotten)
                {
                    DeltaOutcome outcome = log.Apply(write);
                    Assert.True(forgotten is not null || outcome == (known ? DeltaOutcome.Applied : DeltaOutcome.NoSuchProduct), outcome.ToString());
                }
            }

            examiner.Ask(numbers[0]);
            if (broken is not null)
            {
                return;
            }

            examiner.CheckColumns();
            CheckCompaction(shop.Index, log, model, examiner, numbers[^1]);
        }
        finally
        {
            shop.Index.DeltaLog = null;
        }
    }

    /// <summary>The fewest writes that say the same say the same.</summary>
    private static void CheckCompaction(ProductIndex index, DeltaLog log, DeltaShop model, DeltaExaminer examiner, ulong number)
    {
        DeltaLog compacted = index.NewDelta(log.Capacity, log.EndOrdinal);
        foreach (DeltaRecord record in log.Living())
        {
            Assert.Null(compacted.FindFault(record));
            Assert.NotEqual(DeltaOutcome.Full, compacted.Replay(record));
        }

        Assert.InRange(compacted.Count, 0, log.Count + 8);
        index.DeltaLog = compacted;
        examiner.CheckColumns();
        examiner.Ask(number);
    }

    /// <summary>
    /// A shop with a graph, one of cells alone, a small one with both spaces, one with rows long enough for a scan by their heads,
    /// one with every strategy, and two of scans alone; four of dot products, one of them in the space Next alone.
    /// </summary>
    public sealed class Shops : IDisposable
    {
        public const int Kinds = 10;

        private readonly TemporaryFolder _folder = new();
        private readonly (ProductIndex Index, TestShop Shop)[] _shops;

        public Shops() => _shops =
        [
            Make("walk", new TestShop(700, 8, seed: 5, withFacets: true, withNumbers: true), IndexStructures.Graph),
            Make("cells", new TestShop(700, 8, seed: 6, withFacets: true, withNumbers: true), IndexStructures.Cells),
            Make("both", new TestShop(90, 8, seed: 7, withNext: true, withFacets: true, withNumbers: true), IndexStructures.Both),
            Make("wide", new TestShop(1_500, 66, seed: 8, withFacets: true, withNumbers: true), IndexStructures.Cells),
            Make("every", new TestShop(700, 8, seed: 9, withFacets: true), IndexStructures.Both),
            Make("dot", new TestShop(700, 8, seed: 10, withNext: true, withFacets: true, withNumbers: true, similarity: Similarity.Dot), IndexStructures.Both),
            Make("dot-cells", new TestShop(1_500, 66, seed: 11, withFacets: true, similarity: Similarity.Dot), IndexStructures.Cells),
            Make("scan", new TestShop(700, 8, seed: 13, withNext: true, withFacets: true, withNumbers: true), IndexStructures.Scan),
            Make("dot-scan", new TestShop(900, 66, seed: 14, withFacets: true, similarity: Similarity.Dot), IndexStructures.Scan),
            Make("dot-next", new TestShop(300, 8, seed: 12, withNext: true, withFacets: true, withNumbers: true, nextSimilarity: Similarity.Dot), IndexStructures.Both),
        ];

        internal (ProductIndex Index, TestShop Shop) this[int kind] => _shops[kind];

        public void Dispose()
        {
            Array.ForEach(_shops, shop => shop.Index.Dispose());
            _folder.Dispose();
        }

        private (ProductIndex Index, TestShop Shop) Make(string name, TestShop shop, IndexStructures structures)
        {
            shop.Builder(new BuildOptions { M = 8, EfConstruction = 40, Structures = structures }).Build(_folder.File($"{name}.psx"));
            return (ProductIndex.Open(_folder.File($"{name}.psx")), shop);
        }
    }
}
