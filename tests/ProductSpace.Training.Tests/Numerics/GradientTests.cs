using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Training.Numerics;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Schedule;

namespace ProductSpace.Training.Tests.Numerics;

/// <summary>
/// The step of a group is the gradient of the loss that it reports: every number of every row that moved, against finite
/// differences of that loss with the same negatives.
/// </summary>
public class GradientTests
{
    private const int Floats = 16;
    private const float Rate = 0.001f;

    [Theory]
    [InlineData(5, 5, 0)]
    [InlineData(10, 3, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(5, 5, 3)]
    public void Train_OneGroup_StepsAlongTheGradient(int negatives, int draws, int categoryNegatives)
    {
        using SessionCorpus corpus = TestCorpus.Clustered(40, 400, 4, seed: 1);
        ProductMetadata metadata = new(corpus);
        for (int product = 0; product < corpus.ProductCount; product++)
        {
            metadata.Set("category", corpus.ProductId(product), $"c{product % 3}");
        }

        Prod2VecOptions options = new() { Dimension = Floats, Negatives = negatives, NegativeDraws = draws, CategoryNegatives = categoryNegatives };
        RowCatalog rows = new(corpus, metadata, options);
        Bench bench = new(rows, options);
        (float[] before, _) = bench.Run(0, null, 0);
        (float[] after, double loss) = bench.Run(Rate, null, 0);
        Assert.True(loss > 0);
        int moved = 0;
        double worst = 0;
        for (int i = 0; i < before.Length; i++)
        {
            if (after[i] == before[i])
            {
                continue;
            }

            moved++;
            const float small = 0.01f;
            double slope = (bench.Run(0, i, small).Loss - bench.Run(0, i, -small).Loss) / (2 * small);
            worst = Math.Max(worst, Math.Abs(slope + ((after[i] - before[i]) / Rate)) / Math.Max(0.2, Math.Abs(slope)));
        }

        Assert.InRange(moved, (2 * Floats) - 3, before.Length / 2);
        Assert.InRange(worst, 0, 0.01);
    }

    /// <summary>Numbers that did not move have no slope: no row of the group was forgotten.</summary>
    [Fact]
    public void Train_OneGroup_WhatStandsStillHasNoSlope()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(40, 400, 4, seed: 1);
        Prod2VecOptions options = new() { Dimension = Floats };
        Bench bench = new(new RowCatalog(corpus, null, options), options);
        (float[] before, double loss) = bench.Run(0, null, 0);
        (float[] after, _) = bench.Run(Rate, null, 0);
        for (int i = 0; i < before.Length; i += 5)
        {
            if (after[i] == before[i])
            {
                Assert.Equal(loss, bench.Run(0, i, 0.1f).Loss, 1e-12);
            }
        }
    }

    /// <summary>Where the dot product of the true pair is beyond 6, on either side, neither of its rows moves for it.</summary>
    [Theory]
    [InlineData(5.9f, true)]
    [InlineData(6.1f, false)]
    [InlineData(-5.9f, true)]
    [InlineData(-6.1f, false)]
    public void Train_DotProductBeyondSix_TakesNoStep(float dot, bool moves)
    {
        using SessionCorpus corpus = TestCorpus.Clustered(40, 400, 4, seed: 1);
        Prod2VecOptions options = new() { Dimension = Floats, Negatives = 0 };
        RowCatalog rows = new(corpus, null, options);
        int length = rows.Rows * Floats;
        using AlignedBuffer<float> input = new(length);
        using AlignedBuffer<float> output = new(length);
        input.View[Bench.View * Floats] = 1;
        output.View[Bench.Context * Floats] = dot;
        float[] before = [.. input.View.Slice(0, length), .. output.View.Slice(0, length)];
        new Bench(rows, options).Train(input, output, 0.1f);
        Assert.Equal(moves, !before.AsSpan().SequenceEqual((float[])[.. input.View.Slice(0, length), .. output.View.Slice(0, length)]));
    }

    /// <summary>One true pair, fresh matrices for each run, always the same negatives.</summary>
    private sealed class Bench
    {
        public const int View = 3;
        public const int Context = 7;

        private readonly RowCatalog _rows;
        private readonly Prod2VecOptions _options;
        private readonly Deal _deal;
        private readonly Piece _piece = new(1);

        public Bench(RowCatalog rows, Prod2VecOptions options)
        {
            _rows = rows;
            _options = options;
            _deal = new Deal(rows, 1);
            _deal.Renew(4);
            _piece.Sort([new Pair { In = View, Out = Context }], _deal.Plan.BucketOf);
        }

        public (float[] Numbers, double Loss) Run(float rate, int? changed, float change)
        {
            int half = _rows.Rows * Floats;
            using AlignedBuffer<float> input = new(half);
            using AlignedBuffer<float> output = new(half);
            SeededRandom random = new(11);
            for (int i = 0; i < half; i++)
            {
                input.View[i] = (float)(random.NextDouble() - 0.5);
                output.View[i] = (float)(random.NextDouble() - 0.5);
            }

            if (changed is int at)
            {
                (at < half ? input : output).View[at % half] += change;
            }

            double loss = Train(input, output, rate);
            return ([.. input.View.Slice(0, half), .. output.View.Slice(0, half)], loss);
        }

        public double Train(AlignedBuffer<float> input, AlignedBuffer<float> output, float rate)
        {
            using IBlockTrainer trainer = BlockTrainers.Create(input.View, output.View, Floats, _rows.Products, _options);
            _piece.LearningRate = rate;
            BlockTask task = new() { Pieces = new Piece[] { _piece }, Block = 0, OutBucket = 0, Deal = _deal, Random = new SeededRandom(5) };
            trainer.Train(ref task);
            return task.Loss;
        }
    }
}
