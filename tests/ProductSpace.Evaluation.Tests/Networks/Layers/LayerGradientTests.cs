using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Tests.Networks.Layers;

/// <summary>Every layer's gradient against finite differences, in double.</summary>
public class LayerGradientTests
{
    private const int Lane = 16;

    private static readonly Workers s_workers = new(1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Dense_EachActivation_GradientIsTheDifference(int activation)
    {
        SeededRandom random = new(3);
        Dense<double> layer = new Dense<double>(3, 5, (Activation)activation, Lane, s_workers).Draw(ref random);
        Differences.Numbers(5, 9).CopyTo(layer.Bias.Values, 0);
        double[] input = Differences.Numbers(3 * Lane, 1);
        double[] weights = Differences.Numbers(5 * Lane, 2);
        double Loss()
        {
            layer.Forward(input);
            return Differences.Weigh(layer.Output, weights);
        }

        Loss();
        layer.Backward(weights);
        Differences.Check(layer.Weights.Values, layer.Weights.Gradient, Loss);
        Differences.Check(layer.Bias.Values, layer.Bias.Gradient, Loss);
        Differences.Check(input, layer.InputGradient, Loss);
    }

    [Fact]
    public void GruCell_AllParameters_GradientIsTheDifference()
    {
        SeededRandom random = new(3);
        GruCell<double> cell = new GruCell<double>(3, 4, Lane, s_workers).Draw(ref random);
        Differences.Numbers(12, 9).CopyTo(cell.Bias.Values, 0);
        double[] input = Differences.Numbers(3 * Lane, 1);
        double[] before = Differences.Numbers(4 * Lane, 2);
        double[] weights = Differences.Numbers(4 * Lane, 4);
        double Loss()
        {
            cell.Forward(input, before);
            return Differences.Weigh(cell.State, weights);
        }

        Loss();
        cell.Backward(weights, toState: true);
        double[] ofState = [.. cell.StateGradient];
        Differences.Check(cell.InputWeights.Values, cell.InputWeights.Gradient, Loss);
        Differences.Check(cell.StateWeights.Values, cell.StateWeights.Gradient, Loss);
        Differences.Check(cell.Bias.Values, cell.Bias.Gradient, Loss);
        Differences.Check(input, cell.InputGradient, Loss);
        Differences.Check(before, ofState, Loss);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(100)]
    public void ItemSoftmax_SampledAndFull_GradientIsTheDifference(int samples)
    {
        CandidateSampler sampler = new([5, 4, 3, 2, 1, 1, 1, 9, 2, 2, 2, 6], samples, 4, 0.75);
        SeededRandom random = new(3);
        RowParameter<double> rows = new RowParameter<double>(12, 4, samples + 5).Draw(ref random, 1, 4);
        ItemSoftmax<double> output = new(rows, sampler, 1, Lane, s_workers);
        TargetList<double> targets = new(Lane);
        targets.Add(0, 3, .25);
        targets.Add(1, 7, .25);
        targets.Add(1, 2, .5);
        targets.Add(4, 3, .1);
        int[] drawn = [.. sampler.Draw(ref random)];
        Differences.Numbers(3 * Lane, 6).CopyTo(output.Hidden, 0);
        double Loss()
        {
            output.Begin(drawn, targets);
            rows.Gather(s_workers);
            return output.Run(targets);
        }

        Loss();
        double[] ofRows = Rows.Gradient(rows);
        double[] ofHidden = output.HiddenGradient[..(3 * Lane)];
        Differences.Check(rows.Values, ofRows, Loss);
        Differences.Check(output.Hidden.AsSpan(0, 3 * Lane), ofHidden, Loss);
    }

    [Fact]
    public void BagEmbedding_SharedProducts_GradientIsTheDifference()
    {
        SeededRandom random = new(3);
        RowParameter<double> rows = new RowParameter<double>(5, 3, 8).Draw(ref random, 1, 3);
        BagEmbedding<double> bag = new(rows, Lane, s_workers);
        double[] weights = Differences.Numbers(3 * Lane, 4);
        double Loss()
        {
            bag.Begin();
            bag.Add(0, 4);
            bag.Add(0, 1);
            bag.Add(2, 4);
            bag.Add(2, 4);
            bag.SetFactor(0, .5);
            bag.SetFactor(2, .7);
            bag.Forward();
            return Differences.Weigh(bag.Output, weights);
        }

        Loss();
        bag.Backward(weights);
        double[] gradient = Rows.Gradient(rows);
        Differences.Check(rows.Values, gradient, Loss);
    }

    [Fact]
    public void LogisticLoss_TrueAndFalse_GradientIsTheDifference()
    {
        double[] scores = [.. Differences.Numbers(Lane, 1).Select(score => 5 * score)];
        double[] truth = [.. Enumerable.Range(0, Lane).Select(i => (double)(i % 2))];
        double[] weights = Differences.Numbers(Lane, 2);
        double[] gradient = new double[Lane];
        double Loss() => LogisticLoss.Run<double>(scores, truth, weights, new double[Lane]);
        LogisticLoss.Run<double>(scores, truth, weights, gradient);
        Differences.Check(scores, gradient, Loss);

        // Far from zero nothing overflows, and a certain error costs its score.
        double[] far = [.. Enumerable.Repeat(900.0, Lane)];
        Assert.Equal(900, LogisticLoss.Run<double>(far, new double[Lane], [1, .. new double[Lane - 1]], gradient), 1e-9);
    }
}
