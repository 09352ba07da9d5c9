using System.Numerics;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// GRU4Rec's network: the row of the viewed product goes into a GRU, whose state is compared with the rows of the
/// products, which are the same matrix. A gradient goes back one view, as in the official program: the state before is
/// a constant.
/// </summary>
internal sealed class Gru4RecNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _lanes;
    private readonly CandidateSampler _sampler;
    private readonly Workers _workers;
    private readonly Dropout<T> _dropout;
    private readonly int[] _inputSlots;
    private readonly T[] _input;
    private readonly T[] _gradient;

    /// <summary>Creates a network with random weights.</summary>
    /// <param name="units">Number of units of the state.</param>
    /// <param name="lanes">Number of lanes, a multiple of 16.</param>
    /// <param name="dropout">Share of the state that is hidden from the output in training.</param>
    /// <param name="logQ">Share of logQ to subtract.</param>
    /// <param name="sampler">Draws the candidates.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="workers">Threads.</param>
    public Gru4RecNetwork(
        int units,
        int lanes,
        double dropout,
        double logQ,
        CandidateSampler sampler,
        ref SeededRandom random,
        Workers workers)
    {
        _lanes = lanes;
        _sampler = sampler;
        _workers = workers;
        int products = sampler.LogQ.Length;
        Rows = new RowParameter<T>(products, units + 1, sampler.MaxDrawn + (2 * lanes))
            .Draw(ref random, Uniform.Glorot(products, units), units);
        Cell = new GruCell<T>(units, units, lanes, workers).Draw(ref random);
        Output = new ItemSoftmax<T>(Rows, sampler, logQ, lanes, workers);
        Targets = new TargetList<T>(lanes);
        Before = new T[units * lanes];
        _dropout = new Dropout<T>(dropout, units * lanes);
        _inputSlots = new int[lanes];
        _input = new T[units * lanes];
        _gradient = new T[units * lanes];
    }

    public int Units => Cell.Units;

    /// <summary>Rows of the products: the vector, then the bias.</summary>
    public RowParameter<T> Rows { get; }

    public GruCell<T> Cell { get; }

    public ItemSoftmax<T> Output { get; }

    /// <summary>What the lanes are to predict.</summary>
    public TargetList<T> Targets { get; }

    /// <summary>State of each lane before the step [units x lanes].</summary>
    public T[] Before { get; }

    /// <summary>Sets what the lanes are to predict: a product each, or -1 for nothing.</summary>
    public void SetTargets(ReadOnlySpan<int> products)
    {
        Targets.Clear();
        for (int lane = 0; lane < _lanes; lane++)
        {
            if (products[lane] >= 0)
            {
                Targets.Add(lane, products[lane], 1.0 / _lanes);
            }
        }
    }

    /// <summary>Draws the candidates of a step and gathers their rows and those of the viewed products.</summary>
    /// <param name="viewed">Product that each lane reads; -1 for none.</param>
    /// <param name="random">Draws candidates and dropout.</param>
    public void Begin(ReadOnlySpan<int> viewed, ref SeededRandom random)
    {
        Begin(viewed, _sampler.Draw(ref random));
        _dropout.Draw(ref random);
    }

    /// <summary>Gathers the rows of these candidates and of the viewed products.</summary>
    public void Begin(ReadOnlySpan<int> viewed, ReadOnlySpan<int> drawn)
    {
        Output.Begin(drawn, Targets);
        for (int lane = 0; lane < _lanes; lane++)
        {
            _inputSlots[lane] = viewed[lane] < 0 ? -1 : Rows.Add(viewed[lane]);
        }

        Rows.Gather(_workers);
        for (int lane = 0; lane < _lanes; lane++)
        {
            int row = _inputSlots[lane] * Rows.Columns;
            for (int i = 0; i < Units; i++)
            {
                _input[(i * _lanes) + lane] = row < 0 ? T.Zero : Rows.SlotValues[row + i];
            }
        }
    }

    /// <summary>Returns the loss of the step, and computes all gradients.</summary>
    /// <param name="toState">True to compute the gradient of the state before.</param>
    public double Run(bool toState)
    {
        Cell.Forward(_input, Before);
        _dropout.Apply(Cell.State, Output.Hidden);
        double loss = Output.Run(Targets);
        _dropout.Apply(Output.HiddenGradient, _gradient);
        Cell.Backward(_gradient, toState);
        for (int lane = 0; lane < _lanes; lane++)
        {
            int row = _inputSlots[lane] * Rows.Columns;
            for (int i = 0; i < Units && row >= 0; i++)
            {
                Rows.Gradient[row + i] += Cell.InputGradient[(i * _lanes) + lane];
            }
        }

        return loss;
    }

    /// <summary>Takes one step of Adagrad and makes the state after the state before.</summary>
    public void Step(T rate)
    {
        Rows.Step(rate, _workers);
        Cell.Step(rate);
        Cell.State.CopyTo(Before.AsSpan());
    }
}
