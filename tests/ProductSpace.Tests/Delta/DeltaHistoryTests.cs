using System.Globalization;
using CsCheck;
using ProductSpace.Delta;

namespace ProductSpace.Tests.Delta;

/// <summary>
/// Random histories of writes and questions: an index with a delta in memory answers as the plain shop. PRODUCTSPACE_DELTA_HISTORIES
/// sets the number; 200 without.
/// </summary>
public sealed class DeltaHistoryTests(DeltaHistoryTests.Shops shops) : IClassFixture<DeltaHistoryTests.Shops>
{
    private const int QuestionOneIn = 4;

    private static int Histories => int.Parse(Environment.GetEnvironmentVariable("PRODUCTSPACE_DELTA_HISTORIES") ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public void Search_RandomHistories_AnswersAsThePlainShop() =>
        Gen.Select(Gen.Int[0, 2], Gen.ULong.Array[1, 60]).Sample((kind, numbers) => Run(shops[kind], numbers, capacity: 256), iter: Histories, threads: 1);

    /// <summary>A history in which half of the base is taken away, so that roads meet what is gone at every step.</summary>
    [Fact]
    public void Search_MostOfTheNearestGone_AnswersAsThePlainShop()
    {
        foreach (int kind in new[] { 0, 1, 2 })
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

    /// <summary>
    /// What hides gone products inside of the roads is needed in every one of them: with a search whose lists do not know the
    /// delta, the harness finds gone products in answers.
    /// </summary>
    [Fact]
    public void Twin_TombstonesIgnoredInside_IsCaught()
    {
        (ProductIndex index, TestShop shop) = shops[0];
        DeltaShop model = new(shop);
        DeltaLog log = index.NewDelta(64);
        index.DeltaLog = log;
        Neighbor[] hits = new Neighbor[1];
        index.Search(shop.Vector(3), hits);
        string nearest = index.GetProductId(hits[0].Ordinal);
        DeltaRecord removal = new() { Kind = DeltaKind.Remove, Id = nearest };
        model.Apply(removal);
        log.Apply(removal);
        new DeltaExaminer(index, model).Ask(5);
        index.Search(shop.Vector(3), hits);
        Assert.NotEqual(nearest, index.GetProductId(hits[0].Ordinal));
        index.DeltaLog = null;
        index.Search(shop.Vector(3), hits);
        Assert.Equal(nearest, index.GetProductId(hits[0].Ordinal));
    }

    private static void Run((ProductIndex Index, TestShop Shop) shop, ulong[] numbers, int capacity, DeltaKind? forgotten = null)
    {
        DeltaShop model = new(shop.Shop);
        DeltaLog log = shop.Index.NewDelta(capacity);
        shop.Index.DeltaLog = log;
        try
        {
            DeltaExaminer examiner = new(shop.Index, model);
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
                if (write.Kind != forgotten)
                {
                    DeltaOutcome outcome = log.Apply(write);
                    Assert.True(forgotten is not null || outcome == (known ? DeltaOutcome.Applied : DeltaOutcome.NoSuchProduct), outcome.ToString());
                }
            }

            examiner.Ask(numbers[0]);
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

    /// <summary>A shop with a graph, one of cells alone, and a small one with both spaces.</summary>
    public sealed class Shops : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly (ProductIndex Index, TestShop Shop)[] _shops;

        public Shops() => _shops =
        [
            Make("walk", new TestShop(700, 8, seed: 5, withFacets: true), Roads.Walk),
            Make("cells", new TestShop(700, 8, seed: 6, withFacets: true), Roads.Cells),
            Make("both", new TestShop(90, 8, seed: 7, withNext: true, withFacets: true), Roads.Both),
        ];

        internal (ProductIndex Index, TestShop Shop) this[int kind] => _shops[kind];

        public void Dispose()
        {
            Array.ForEach(_shops, shop => shop.Index.Dispose());
            _folder.Dispose();
        }

        private (ProductIndex Index, TestShop Shop) Make(string name, TestShop shop, Roads roads)
        {
            shop.Builder(new BuildOptions { M = 8, EfConstruction = 40, Roads = roads }).Build(_folder.File($"{name}.psx"));
            return (ProductIndex.Open(_folder.File($"{name}.psx")), shop);
        }
    }
}
