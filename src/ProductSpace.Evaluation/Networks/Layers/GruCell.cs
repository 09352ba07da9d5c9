using System.Numerics;
using ProductSpace.Evaluation.Numerics;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// A gated recurrent unit (Cho et al., EMNLP 2014), with the reset gate after the product, as cuDNN and PyTorch have
/// it: r = s(Wr x + Ur h + br), z = s(Wz x + Uz h + bz), n = tanh(Wn x + bn + r Un h), h' = (1 - z) n + z h. One step;
/// the state before it is a constant or gets a gradient, as the caller likes. Activations are [features x lanes].
/// </summary>
internal sealed class GruCell<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Gates = 3;

    private readonly Workers _workers;
    private readonly int _lanes;
    private readonly T[] _fromInput;
    private readonly T[] _fromState;
    private readonly T[] _transposedInput;
    private readonly T[] _transposedState;
    private T[] _input = [];
    private T[] _before = [];

    /// <summary>Creates a cell of zeros.</summary>
    public GruCell(int inputs, int units, int lanes, Workers workers)
    {
        Inputs = inputs;
        Units = units;
        _lanes = lanes;
        _workers = workers;
        InputWeights = new Parameter<T>(Gates * units, inputs);
        StateWeights = new Parameter<T>(Gates * units, units);
        Bias = new Parameter<T>(Gates * units, 1);
        _fromInput = new T[Gates * units * lanes];
        _fromState = new T[Gates * units * lanes];
        _transposedInput = new T[inputs * lanes];
        _transposedState = new T[units * lanes];
        State = new T[units * lanes];
        InputGradient = new T[inputs * lanes];
        StateGradient = new T[units * lanes];
    }

    public int Inputs { get; }

    public int Units { get; }

    /// <summary>Weights of the input [3 units x inputs]: reset, update, new.</summary>
    public Parameter<T> InputWeights { get; }

    /// <summary>Weights of the state before [3 units x units].</summary>
    public Parameter<T> StateWeights { get; }

    /// <summary>Biases [3 units].</summary>
    public Parameter<T> Bias { get; }

    /// <summary>State after the step [units x lanes].</summary>
    public T[] State { get; }

    /// <summary>Gradient of the input [inputs x lanes].</summary>
    public T[] InputGradient { get; }

    /// <summary>Gradient of the state before the step [units x lanes].</summary>
    public T[] StateGradient { get; }

    /// <summary>Draws the weights; biases are 0.</summary>
    public GruCell<T> Draw(ref SeededRandom random)
    {
        InputWeights.Draw(ref random, Uniform.Glorot(Inputs, Units));
        StateWeights.Draw(ref random, Uniform.Glorot(Units, Units));
        return this;
    }

    /// <summary>Computes <see cref="State"/>; both arrays must not change before <see cref="Backward"/>.</summary>
    public void Forward(T[] input, T[] before)
    {
        _input = input;
        _before = before;
        _workers.Multiply(InputWeights.Values, input, _fromInput, Gates * Units, Inputs, _lanes);
        _workers.Multiply(StateWeights.Values, before, _fromState, Gates * Units, Units, _lanes);
        Lanes.AddBias<T>(_fromInput, Bias.Values, _lanes);
        GruGates.Forward<T>(_fromInput, _fromState, before, State);
    }

    /// <summary>Computes all gradients from that of <see cref="State"/> [units x lanes].</summary>
    /// <param name="gradient">Gradient of the state after the step.</param>
    /// <param name="toState">False to leave <see cref="StateGradient"/> out.</param>
    public void Backward(T[] gradient, bool toState)
    {
        // Gates become their gradients in place.
        GruGates.Backward<T>(_fromInput, _fromState, _before, gradient, StateGradient);
        Lanes.Transpose<T>(_input, Inputs, _lanes, _transposedInput);
        Lanes.Transpose<T>(_before, Units, _lanes, _transposedState);
        _workers.Multiply(_fromInput, _transposedInput, InputWeights.Gradient, Gates * Units, _lanes, Inputs);
        _workers.Multiply(_fromState, _transposedState, StateWeights.Gradient, Gates * Units, _lanes, Units);
        Lanes.Sum<T>(_fromInput, _lanes, Bias.Gradient);
        _workers.MultiplyTransposed(InputWeights.Values, _fromInput, InputGradient, Inputs, Gates * Units, _lanes);
        if (toState)
        {
            _workers.MultiplyTransposed(
                StateWeights.Values, _fromState, _transposedState, Units, Gates * Units, _lanes);
            for (int i = 0; i < StateGradient.Length; i += Vector<T>.Count)
            {
                Span<T> target = StateGradient.AsSpan(i);
                (new Vector<T>(target) + new Vector<T>(_transposedState.AsSpan(i))).CopyTo(target);
            }
        }
    }

    /// <summary>Takes one step of Adagrad.</summary>
    public void Step(T rate)
    {
        InputWeights.Step(rate, _workers);
        StateWeights.Step(rate, _workers);
        Bias.Step(rate, _workers);
    }

    /// <summary>Returns the cell for one session at a time, with what it has learned up to now.</summary>
    public GruStepper<T> ToStepper() => new(InputWeights.Values, StateWeights.Values, Bias.Values, Inputs, Units);
}
