using ProductSpace.Evaluation.Networks;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>
/// A gradient check proves the derivative, not the network. Here another library computes the same 50 steps: first weights,
/// sessions and candidates are numbers of one formula, and every loss must agree.
/// </summary>
public class TorchLossTests
{
    private const int Products = 30;
    private const int Units = 8;
    private const int Hidden = 12;
    private const int Lane = 16;
    private const int Drawn = 10;
    private const int Views = 3;
    private const double Rate = 0.1;

    [Fact]
    public void Gru4Rec_FiftySteps_HasTheLossesOfTorch()
    {
        AssertClose(TorchLosses.Gru4Rec, Gru4Rec<double>(), 1e-8);
        AssertClose(TorchLosses.Gru4Rec, Gru4Rec<float>(), 1e-4);
    }

    [Fact]
    public void TwoTower_FiftySteps_HasTheLossesOfTorch()
    {
        AssertClose(TorchLosses.TwoTower, TwoTower<double>(), 1e-8);
        AssertClose(TorchLosses.TwoTower, TwoTower<float>(), 1e-4);
    }

    [Fact]
    public void Autoencoder_FiftySteps_HasTheLossesOfTorch()
    {
        AssertClose(TorchLosses.Autoencoder, Autoencoder<double>(), 1e-8);
        AssertClose(TorchLosses.Autoencoder, Autoencoder<float>(), 1e-4);
    }

    [Fact]
    public void NeuralMf_FiftySteps_HasTheLossesOfTorch()
    {
        AssertClose(TorchLosses.NeuralMf, NeuralMf<double>(), 1e-8);
        AssertClose(TorchLosses.NeuralMf, NeuralMf<float>(), 1e-4);
    }

    private static List<double> Gru4Rec<T>()
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Lcg lcg = new(1);
        SeededRandom random = new(0);
        Gru4RecNetwork<T> network = new(Units, Lane, 0, 1, Sampler(), ref random, new Workers(1));
        lcg.FillBiased(network.Rows);
        lcg.Fill<T>(network.Cell.InputWeights.Values);
        lcg.Fill<T>(network.Cell.StateWeights.Values);
        List<double> losses = [];
        for (int step = 0; step < TorchLosses.Gru4Rec.Length; step++)
        {
            int[] viewed = Numbers(lcg, Lane, Products);
            int[] targets = Numbers(lcg, Lane, Products);
            int[] ends = Numbers(lcg, Lane, 5);
            network.Targets.Clear();
            for (int lane = 0; lane < Lane; lane++)
            {
                network.Targets.Add(lane, targets[lane], 1.0 / Lane);
                for (int i = 0; i < Units && ends[lane] == 0; i++)
                {
                    network.Before[(i * Lane) + lane] = T.Zero;
                }
            }

            network.Begin(viewed, Numbers(lcg, Drawn, Products));
            losses.Add(network.Run(toState: false));
            network.Step(T.CreateTruncating(Rate));
        }

        return losses;
    }

    private static List<double> TwoTower<T>()
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Lcg lcg = new(2);
        SeededRandom random = new(0);
        TwoTowerNetwork<T> network = new(Units, Hidden, Views, Lane, 0, 1, Sampler(), ref random, new Workers(1));
        lcg.Fill<T>(network.Views.Rows.Values);
        lcg.FillBiased(network.Output.Rows);
        lcg.Fill<T>(network.Hidden.Weights.Values);
        lcg.Fill<T>(network.Last.Weights.Values);
        List<double> losses = [];
        for (int step = 0; step < TorchLosses.TwoTower.Length; step++)
        {
            int[][] bags = [.. Enumerable.Range(0, Lane).Select(_ => Numbers(lcg, 1 + lcg.Below(Views), Products))];
            int[] targets = Numbers(lcg, Lane, Products);
            network.Clear();
            for (int lane = 0; lane < Lane; lane++)
            {
                network.Add(lane, bags[lane], targets[lane], 1.0 / Lane);
            }

            losses.Add(network.Run(Numbers(lcg, Drawn, Products)));
            network.Step(T.CreateTruncating(Rate));
        }

        return losses;
    }

    private static List<double> Autoencoder<T>()
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Lcg lcg = new(3);
        SeededRandom random = new(0);
        CandidateSampler all = new(new long[Products], Products, Lane, 1);
        AutoencoderNetwork<T> network = new(Units, Views, Lane, 0, 1, all, ref random, new Workers(1));
        lcg.Fill<T>(network.Seen.Rows.Values);
        lcg.FillBiased(network.Output.Rows);
        List<double> losses = [];
        for (int step = 0; step < TorchLosses.Autoencoder.Length; step++)
        {
            network.Clear();
            for (int lane = 0; lane < Lane; lane++)
            {
                int[] bag = [.. Numbers(lcg, 1 + lcg.Below(Views), Products).Distinct()];
                foreach (int product in bag)
                {
                    network.Seen.Add(lane, product);
                    network.Targets.Add(lane, product, 1.0 / Lane);
                }

                network.Seen.SetFactor(lane, T.CreateTruncating(1 / Math.Sqrt(bag.Length)));
            }

            losses.Add(network.Run(ref random));
            network.Step(T.CreateTruncating(Rate));
        }

        return losses;
    }

    private static List<double> NeuralMf<T>()
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Lcg lcg = new(4);
        SeededRandom random = new(0);
        NeuralMfNetwork<T> network = new(Products, 6, 4, Views, Lane, ref random, new Workers(1));
        lcg.Fill<T>(network.Views.Rows.Values);
        lcg.Fill<T>(network.Products.Rows.Values);
        lcg.Fill<T>(network.First.Weights.Values);
        lcg.Fill<T>(network.Second.Weights.Values);
        lcg.Fill<T>(network.Last.Weights.Values);
        List<double> losses = [];
        for (int step = 0; step < TorchLosses.NeuralMf.Length; step++)
        {
            network.Clear();
            for (int lane = 0; lane < Lane; lane++)
            {
                int[] bag = Numbers(lcg, 1 + lcg.Below(Views), Products);
                network.Add(lane, bag, lcg.Below(Products), follows: lane % 2 == 1, 1.0 / Lane);
            }

            losses.Add(network.Run());
            network.Step(T.CreateTruncating(Rate));
        }

        return losses;
    }

    private static CandidateSampler Sampler() =>
        new([.. Enumerable.Range(1, Products).Select(count => (long)count)], Drawn, Lane, 0.75);

    private static int[] Numbers(Lcg lcg, int count, int bound) => [.. Enumerable.Range(0, count).Select(_ => lcg.Below(bound))];

    private static void AssertClose(double[] expected, List<double> actual, double tolerance)
    {
        Assert.Equal(50, expected.Length);
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) < tolerance, $"step {i}: {actual[i]} instead of {expected[i]}");
        }
    }
}
