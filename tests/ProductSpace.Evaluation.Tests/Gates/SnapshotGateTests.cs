using ProductSpace.Evaluation.Gates;
using ProductSpace.Recommendations;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Tests.Gates;

/// <summary>
/// A shop of 400 products on 8 shelves whose sessions walk along a shelf, trained and built as at night; and nights that
/// went wrong, each in its own way. The gate must stop each of these, and let other seeds pass.
/// </summary>
public sealed class SnapshotGateTests(SnapshotGateTests.Nights nights) : IClassFixture<SnapshotGateTests.Nights>
{
    private const int Products = 400;
    private const int Shelves = 8;

    [Theory]
    [InlineData("shuffled vectors")]
    [InlineData("shuffled next vectors")]
    [InlineData("stale log")]
    [InlineData("lost category")]
    [InlineData("one category of a catalogue missing")]
    [InlineData("swapped in and out")]
    [InlineData("ids of other products")]
    [InlineData("random vectors")]
    public void Compare_NightThatWentWrong_IsWorse(string what)
    {
        for (ulong seed = 1; seed <= (Campaign.IsLong ? 3ul : 1); seed++)
        {
            using ProductIndex bad = nights.Bad(what, seed);
            RequireWorse(what, bad);
        }
    }

    private void RequireWorse(string what, ProductIndex bad)
    {
        // The table alone nearly makes up for swapped matrices; a placement of the vectors does not.
        GateOptions options = new() { Placement = what == "swapped in and out" ? new Placement { TableWeights = [0] } : null };
        GateResult result = SnapshotGate.Compare(nights.Yesterday, bad, nights.HeldOut, options);
        Assert.True(result.IsWorse, $"{what}: {result.HitRateBefore:F3} -> {result.HitRateAfter:F3}, {result.ReciprocalRankBefore:F3} -> {result.ReciprocalRankAfter:F3}");
        Assert.Equal(5, result.Examples.Count);
        Assert.All(result.Examples, example => Assert.Equal(20, example.Before.Count));
        Assert.All(result.Examples, example => Assert.Equal(example.RankBefore, 1 + example.Before.ToList().IndexOf(example.Next)));
    }

    [Fact]
    public void Compare_OtherSeeds_NearlyAllPass()
    {
        int seeds = Campaign.IsLong ? 20 : 7;
        int passed = 0;
        for (ulong seed = 2; seed < 2 + (ulong)seeds; seed++)
        {
            using ProductIndex other = nights.Good(seed);
            passed += SnapshotGate.Compare(nights.Yesterday, other, nights.HeldOut).IsWorse ? 0 : 1;
        }

        Assert.InRange(passed, seeds - 1, seeds);
    }

    [Fact]
    public void Compare_Itself_IsNoChange()
    {
        GateResult result = SnapshotGate.Compare(nights.Yesterday, nights.Yesterday, nights.HeldOut, new GateOptions { MaxPredictions = 300 });
        Assert.Equal((300, false, 0.0, 0.0), (result.Predictions, result.IsWorse, result.HitRateChange.Mean, result.ReciprocalRankChange.High));
        Assert.Empty(result.Examples);
        Assert.True(result.HitRateBefore > .5);
    }

    [Fact]
    public void Compare_NothingToPredict_IsRefused() =>
        Assert.Throws<ArgumentException>(() => SnapshotGate.Compare(nights.Yesterday, nights.Yesterday, [["p1"], []]));

    public sealed class Nights : IDisposable
    {
        private readonly string[] _ids = [.. Enumerable.Range(0, Products).Select(i => $"p{i}")];
        private readonly List<int[]> _log;

        public Nights()
        {
            _log = Log(seed: 1, sessions: 3000, shift: 0);
            HeldOut = [.. Log(seed: 99, sessions: 400, shift: 0).Select(session => (IReadOnlyList<string>)[.. session.Select(product => _ids[product])])];
            Yesterday = Good(1);
        }

        public IReadOnlyList<IReadOnlyList<string>> HeldOut { get; }

        public ProductIndex Yesterday { get; }

        public void Dispose() => Yesterday.Dispose();

        public ProductIndex Good(ulong seed)
        {
            (float[] vectors, float[] next) = Train(_log, seed);
            return Build(vectors, next, _ids, Table(_log));
        }

        public ProductIndex Bad(string what, ulong seed)
        {
            (float[] vectors, float[] next) = Train(_log, seed);
            LearnedTable table = Table(_log);
            Random random = new((int)seed);
            int[] order = [.. Enumerable.Range(0, Products).OrderBy(_ => random.Next())];
            switch (what)
            {
                case "shuffled vectors": return Build(Reordered(vectors, order), next, _ids, table);
                case "shuffled next vectors": return Build(vectors, Reordered(next, order), _ids, table);
                case "swapped in and out": return Build(next, vectors, _ids, table);
                case "random vectors": return Build(Noise(random), Noise(random), _ids, table);
                case "ids of other products": return Build(vectors, next, [.. order.Select(i => _ids[i])], table);
                case "stale log":
                    List<int[]> old = Log(seed: 3 + (int)seed, sessions: 3000, shift: 7);
                    (float[] oldVectors, float[] oldNext) = Train(old, 1);
                    return Build(oldVectors, oldNext, _ids, Table(old));
                case "one category of a catalogue missing":
                    // Another shelf each time: an eighth of the catalogue.
                    int[] left = [.. Enumerable.Range(0, Products).Where(i => i / (Products / Shelves) != (int)seed)];
                    return Build(Reordered(vectors, left), Reordered(next, left), [.. left.Select(i => _ids[i])], table);
                default:
                    int[] kept = [.. Enumerable.Range(0, Products).Where(i => i / (Products / Shelves) is not 3 and not 4)];
                    return Build(Reordered(vectors, kept), Reordered(next, kept), [.. kept.Select(i => _ids[i])], table);
            }
        }

        /// <summary>Walks along a shelf, mostly by one place on.</summary>
        private static List<int[]> Log(int seed, int sessions, int shift)
        {
            Random random = new(seed);
            const int length = Products / Shelves;
            return
            [
                .. Enumerable.Range(0, sessions).Select(_ =>
                {
                    int shelf = random.Next(Shelves);
                    int place = random.Next(length);
                    return Enumerable.Range(0, random.Next(3, 8)).Select(_ =>
                    {
                        place = (place + (random.Next(4) == 0 ? random.Next(length) : 1 + random.Next(2)) + shift) % length;
                        return (shelf * length) + place;
                    }).ToArray();
                }),
            ];
        }

        private static (float[] In, float[] Out) Train(List<int[]> log, ulong seed)
        {
            using SessionCorpus corpus = Trained.PlantedCorpus.Of(log);
            using Prod2VecTrainer trainer = Trained.Trainings.Run(corpus, new Prod2VecOptions { Dimension = 24, Epochs = 12, Window = 3, WindowMode = WindowMode.Future, Seed = seed });
            float[] vectors = new float[Products * 24];
            float[] next = new float[Products * 24];
            for (int row = 0; row < corpus.ProductCount; row++)
            {
                int product = Trained.PlantedCorpus.Number(corpus, row);
                trainer.InRow(row).CopyTo(vectors.AsSpan(product * 24));
                trainer.OutRow(row).CopyTo(next.AsSpan(product * 24));
            }

            return (vectors, next);
        }

        private static float[] Reordered(float[] vectors, int[] order) => [.. order.SelectMany(product => vectors.Skip(product * 24).Take(24))];

        private static float[] Noise(Random random) => [.. Enumerable.Range(0, Products * 24).Select(_ => (float)random.NextDouble() - .5f)];

        private LearnedTable Table(List<int[]> log)
        {
            SessionSet sessions = SessionSet.From(Products, log);
            ItemTable table = new SequentialRules { Repeats = false }.Learn(sessions, new ItemTableOptions { Entries = 20, MinSessions = 2 });
            return new LearnedTable("sequential", _ids, table, ProductPopularity.Of(sessions, 0), "test");
        }

        private static ProductIndex Build(float[] vectors, float[] next, string[] ids, LearnedTable table)
        {
            ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 60, CalibrationDivisor = 8 }).UseVectors(vectors, 24).UseNextVectors(next, 24).UseIds(ids);
            table.AddTo(builder);
            return ProductIndex.Open(builder.BuildToMemory());
        }
    }
}
