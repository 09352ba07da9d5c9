using System.Numerics;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// A denoising autoencoder of sets of products: the rows of a set's products, summed and divided by the square root of
/// their number, a hyperbolic tangent, and a softmax that is to give every product of the set.
/// </summary>
internal sealed class AutoencoderNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CandidateSampler _sampler;
    private readonly Workers _workers;
    private readonly int _lanes;
    private readonly T[] _hidden;
    private readonly Dropout<T> _dropout;
    private readonly T[] _gradient;

    /// <summary>Creates a network with random weights.</summary>
    /// <param name="units">Number of hidden units.</param>
    /// <param name="products">Maximum number of products of a set.</param>
    /// <param name="lanes">Number of lanes, a multiple of 16.</param>
    /// <param name="dropout">Share of the output's inputs that is hidden in training.</param>
    /// <param name="logQ">Share of logQ to subtract.</param>
    /// <param name="sampler">Draws the candidates.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="workers">Threads.</param>
    public AutoencoderNetwork(
        int units,
        int products,
        int lanes,
        double dropout,
        double logQ,
        CandidateSampler sampler,
        ref SeededRandom random,
        Workers workers)
    {
        _sampler = sampler;
        _workers = workers;
        _lanes = lanes;
        int all = sampler.LogQ.Length;
        RowParameter<T> seen = new RowParameter<T>(all, units, lanes * products)
            .Draw(ref random, Uniform.Glorot(all, units), units);
        RowParameter<T> rows = new RowParameter<T>(all, units + 1, sampler.MaxDrawn + (lanes * products))
            .Draw(ref random, Uniform.Glorot(all, units), units);
        Seen = new BagEmbedding<T>(seen, lanes, workers);
        Bias = new Parameter<T>(units, 1);
        Output = new ItemSoftmax<T>(rows, sampler, logQ, lanes, workers);
        Targets = new TargetList<T>(lanes);
        _dropout = new Dropout<T>(dropout, units * lanes);
        _hidden = new T[units * lanes];
        _gradient = new T[units * lanes];
    }

    /// <summary>The products of each lane's set that are shown.</summary>
    public BagEmbedding<T> Seen { get; }

    /// <summary>Biases of the hidden units.</summary>
    public Parameter<T> Bias { get; }

    public ItemSoftmax<T> Output { get; }

    /// <summary>The products of each lane's set, all to be given.</summary>
    public TargetList<T> Targets { get; }

    /// <summary>Begins a step without sets.</summary>
    public void Clear()
    {
        Seen.Begin();
        Targets.Clear();
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
        Seen.Forward();
        Seen.Output.CopyTo(_hidden.AsSpan());
        Lanes.AddBias<T>(_hidden, Bias.Values, _lanes);
        Dense<T>.Activate(_hidden, Activation.Tanh);
        _dropout.Apply(_hidden, Output.Hidden);
        double loss = Output.Run(Targets);
        _dropout.Apply(Output.HiddenGradient, _gradient);
        for (int i = 0; i < _gradient.Length; i += Vector<T>.Count)
        {
            Vector<T> output = new(_hidden.AsSpan(i));
            Vector<T> slope = new(_gradient.AsSpan(i));
            (slope * (Vector<T>.One - (output * output))).CopyTo(_gradient.AsSpan(i));
        }

        Lanes.Sum<T>(_gradient, _lanes, Bias.Gradient);
        Seen.Backward(_gradient);
        return loss;
    }

    /// <summary>Takes one step of Adagrad.</summary>
    public void Step(T rate)
    {
        Output.Rows.Step(rate, _workers);
        Seen.Rows.Step(rate, _workers);
        Bias.Step(rate, _workers);
    }
}
