using ProductSpace.Evaluation.Networks;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Evaluation.Tests.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>The gradient of the whole loss of each network, for every parameter, against finite differences in double.</summary>
public class NetworkGradientTests
{
    private const int Lane = 16;

    private static readonly long[] s_counts = [5, 4, 3, 2, 1, 1, 1, 9];

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Gru4Rec_WholeLoss_GradientIsTheDifference(double dropout)
    {
        SeededRandom random = new(3);
        Gru4RecNetwork<double> network = new(3, Lane, dropout, 1, Sampler(), ref random, new Workers(1));
        Differences.Numbers(network.Before.Length, 4).CopyTo(network.Before, 0);
        int[] viewed = [.. Enumerable.Repeat(-1, Lane)];
        (viewed[0], viewed[1], viewed[2]) = (2, 2, 6);
        network.Targets.Add(0, 1, .5);
        network.Targets.Add(1, 2, .5);
        network.Targets.Add(2, 7, .5);
        double Loss()
        {
            SeededRandom same = new(7);
            network.Begin(viewed, ref same);
            return network.Run(toState: true);
        }

        Loss();
        double[] rows = Rows.Gradient(network.Rows);
        double[] state = [.. network.Cell.StateGradient];
        Check(network.Cell.InputWeights, Loss);
        Check(network.Cell.StateWeights, Loss);
        Check(network.Cell.Bias, Loss);
        Differences.Check(network.Rows.Values, rows, Loss);
        Differences.Check(network.Before, state, Loss);
    }

    [Fact]
    public void UserGru_WholeLoss_GradientIsTheDifference()
    {
        SeededRandom random = new(3);
        Workers workers = new(1);
        Gru4RecNetwork<double> session = new(3, Lane, 0, 1, Sampler(), ref random, workers);
        UserGruNetwork<double> network = new(session, 4, Lane, ref random, workers);
        double[] ended = Differences.Numbers(session.Before.Length, 4);
        Differences.Numbers(network.Before.Length, 5).CopyTo(network.Before, 0);
        int[] viewed = [.. Enumerable.Repeat(-1, Lane)];
        (viewed[0], viewed[1], viewed[2]) = (2, 2, 6);
        bool[] sessionBegins = new bool[Lane];
        bool[] streamBegins = new bool[Lane];
        (sessionBegins[0], sessionBegins[2], streamBegins[2]) = (true, true, true);
        double Loss()
        {
            SeededRandom same = new(7);
            ended.CopyTo(session.Before, 0);
            session.Targets.Clear();
            session.Targets.Add(0, 1, .5);
            session.Targets.Add(1, 2, .5);
            session.Targets.Add(2, 7, .5);
            network.Begin(sessionBegins, streamBegins);
            session.Begin(viewed, ref same);
            return network.Run();
        }

        Loss();
        double[] rows = Rows.Gradient(session.Rows);
        Check(network.Cell.InputWeights, Loss);
        Check(network.Cell.StateWeights, Loss);
        Check(network.Cell.Bias, Loss);
        Check(network.First.Weights, Loss);
        Check(network.First.Bias, Loss);
        Check(session.Cell.InputWeights, Loss);
        Check(session.Cell.StateWeights, Loss);
        Differences.Check(session.Rows.Values, rows, Loss);
    }

    [Fact]
    public void NeuralMf_WholeLoss_GradientIsTheDifference()
    {
        SeededRandom random = new(3);
        NeuralMfNetwork<double> network = new(8, 3, 4, 3, Lane, ref random, new Workers(1));
        double Loss()
        {
            network.Clear();
            network.Add(0, [1, 2, 1], 3, true, .5);
            network.Add(1, [1, 2, 1], 4, false, .5);
            network.Add(5, [2, 7], 1, true, .25);
            return network.Run();
        }

        Loss();
        double[] viewed = Rows.Gradient(network.Views.Rows);
        double[] products = Rows.Gradient(network.Products.Rows);
        Check(network.First.Weights, Loss);
        Check(network.Second.Weights, Loss);
        Check(network.Last.Weights, Loss);
        Check(network.Last.Bias, Loss);
        Differences.Check(network.Views.Rows.Values, viewed, Loss);
        Differences.Check(network.Products.Rows.Values, products, Loss);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void TwoTower_WholeLoss_GradientIsTheDifference(double dropout)
    {
        SeededRandom random = new(3);
        TwoTowerNetwork<double> network = new(3, 5, 3, Lane, dropout, 1, Sampler(), ref random, new Workers(1));
        double Loss()
        {
            SeededRandom same = new(7);
            network.Clear();
            network.Add(0, [1, 2, 1], 3, .5);
            network.Add(1, [4], 4, .5);
            network.Add(5, [2, 7], 0, .5);
            return network.Run(ref same);
        }

        Loss();
        double[] rows = Rows.Gradient(network.Output.Rows);
        double[] viewed = Rows.Gradient(network.Views.Rows);
        Check(network.Hidden.Weights, Loss);
        Check(network.Hidden.Bias, Loss);
        Check(network.Last.Weights, Loss);
        Check(network.Last.Bias, Loss);
        Differences.Check(network.Output.Rows.Values, rows, Loss);
        Differences.Check(network.Views.Rows.Values, viewed, Loss);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Autoencoder_WholeLoss_GradientIsTheDifference(double dropout)
    {
        SeededRandom random = new(3);
        AutoencoderNetwork<double> network = new(3, 3, Lane, dropout, 1, Sampler(), ref random, new Workers(1));
        double Loss()
        {
            SeededRandom same = new(7);
            network.Clear();
            foreach ((int lane, int product) in new[] { (0, 1), (0, 5), (3, 1), (3, 7), (3, 2) })
            {
                network.Seen.Add(lane, product);
                network.Seen.SetFactor(lane, .6);
                network.Targets.Add(lane, product, .5);
            }

            return network.Run(ref same);
        }

        Loss();
        double[] rows = Rows.Gradient(network.Output.Rows);
        double[] seen = Rows.Gradient(network.Seen.Rows);
        Check(network.Bias, Loss);
        Differences.Check(network.Output.Rows.Values, rows, Loss);
        Differences.Check(network.Seen.Rows.Values, seen, Loss);
    }

    private static CandidateSampler Sampler() => new(s_counts, 4, 3, 0.75);

    private static void Check(Parameter<double> parameter, Func<double> loss)
    {
        // Earlier checks left the gradient of a moved value.
        loss();
        double[] gradient = [.. parameter.Gradient];
        Differences.Check(parameter.Values, gradient, loss);
    }
}
