using System.Numerics;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// The network of the two towers: the mean of the rows of the last viewed products goes through a layer of ReLU and a
/// linear one, and is compared with the rows of the products, which are another matrix.
/// </summary>
internal sealed class TwoTowerNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CandidateSampler _sampler;
    private readonly Workers _workers;
    private readonly Dropout<T> _dropout;
    private readonly T[] _gradient;

    /// <summary>Creates a network with random weights.</summary>
    /// <param name="units">Number of columns of both matrices.</param>
    /// <param name="hidden">Number of units of the ReLU layer.</param>
    /// <param name="views">Maximum number of views of an example.</param>
    /// <param name="lanes">Number of lanes, a multiple of 16.</param>
    /// <param name="dropout">Share of the output's inputs that is hidden in training.</param>
    /// <param name="logQ">Share of logQ to subtract.</param>
    /// <param name="sampler">Draws the candidates.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="workers">Threads.</param>
    public TwoTowerNetwork(
        int units,
        int hidden,
        int views,
        int lanes,
        double dropout,
        double logQ,
        CandidateSampler sampler,
        ref SeededRandom random,
        Workers workers)
    {
        _sampler = sampler;
        _workers = workers;
        int products = sampler.LogQ.Length;
        RowParameter<T> viewed = new RowParameter<T>(products, units, lanes * views)
            .Draw(ref random, Uniform.Glorot(products, units), units);
        RowParameter<T> rows = new RowParameter<T>(products, units + 1, sampler.MaxDrawn + lanes)
            .Draw(ref random, Uniform.Glorot(products, units), units);
        Views = new BagEmbedding<T>(viewed, lanes, workers);
        Hidden = new Dense<T>(units, hidden, Activation.Relu, lanes, workers).Draw(ref random);
        Last = new Dense<T>(hidden, units, Activation.Linear, lanes, workers).Draw(ref random);
        Output = new ItemSoftmax<T>(rows, sampler, logQ, lanes, workers);
        Targets = new TargetList<T>(lanes);
        _dropout = new Dropout<T>(dropout, units * lanes);
        _gradient = new T[units * lanes];
    }

    /// <summary>The viewed products of each lane.</summary>
    public BagEmbedding<T> Views { get; }

    public Dense<T> Hidden { get; }

    public Dense<T> Last { get; }

    public ItemSoftmax<T> Output { get; }

    /// <summary>What the lanes are to predict.</summary>
    public TargetList<T> Targets { get; }

    /// <summary>Begins a step without examples.</summary>
    public void Clear()
    {
        Views.Begin();
        Targets.Clear();
    }

    /// <summary>Adds an example.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="views">Views before the target, at least one.</param>
    /// <param name="target">Product to predict.</param>
    /// <param name="weight">Weight of the example.</param>
    public void Add(int lane, ReadOnlySpan<int> views, int target, double weight)
    {
        foreach (int product in views)
        {
            Views.Add(lane, product);
        }

        Views.SetFactor(lane, T.One / T.CreateTruncating(views.Length));
        Targets.Add(lane, target, weight);
    }

    /// <summary>Returns the loss, and computes all gradients.</summary>
    public double Run(ref SeededRandom random)
    {
        _dropout.Draw(ref random);
        return Run(_sampler.Draw(ref random));
    }

    /// <summary>Returns the loss over these candidates, and computes all gradients.</summary>
    public double Run(ReadOnlySpan<int> drawn)
    {
        Output.Begin(drawn, Targets);
        Output.Rows.Gather(_workers);
        Views.Forward();
        Hidden.Forward(Views.Output);
        Last.Forward(Hidden.Output);
        _dropout.Apply(Last.Output, Output.Hidden);
        double loss = Output.Run(Targets);
        _dropout.Apply(Output.HiddenGradient, _gradient);
        Last.Backward(_gradient);
        Hidden.Backward(Last.InputGradient);
        Views.Backward(Hidden.InputGradient);
        return loss;
    }

    /// <summary>Takes one step of Adagrad.</summary>
    public void Step(T rate)
    {
        Output.Rows.Step(rate, _workers);
        Views.Rows.Step(rate, _workers);
        Hidden.Step(rate);
        Last.Step(rate);
    }
}
