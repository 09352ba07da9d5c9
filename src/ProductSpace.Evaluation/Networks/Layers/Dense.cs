using System.Numerics;
using ProductSpace.Evaluation.Numerics;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// A layer in which every output sees every input: y = f(W x + b). Activations are [features x lanes].
/// </summary>
internal sealed class Dense<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Workers _workers;
    private readonly Activation _activation;
    private readonly int _lanes;
    private readonly T[] _transposedInput;
    private readonly T[] _slopes;
    private T[] _input = [];

    /// <summary>Creates a layer of zeros.</summary>
    public Dense(int inputs, int outputs, Activation activation, int lanes, Workers workers)
    {
        _activation = activation;
        _lanes = lanes;
        _workers = workers;
        Inputs = inputs;
        Outputs = outputs;
        Weights = new Parameter<T>(outputs, inputs);
        Bias = new Parameter<T>(outputs, 1);
        Output = new T[outputs * lanes];
        InputGradient = new T[inputs * lanes];
        _transposedInput = new T[inputs * lanes];
        _slopes = new T[outputs * lanes];
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Weights [outputs x inputs].</summary>
    public Parameter<T> Weights { get; }

    /// <summary>Biases [outputs].</summary>
    public Parameter<T> Bias { get; }

    /// <summary>What <see cref="Forward"/> computed [outputs x lanes].</summary>
    public T[] Output { get; }

    /// <summary>Gradient of the input [inputs x lanes].</summary>
    public T[] InputGradient { get; }

    /// <summary>Draws the weights; biases are 0.</summary>
    public Dense<T> Draw(ref SeededRandom random)
    {
        Weights.Draw(ref random, Uniform.Glorot(Inputs, Outputs));
        return this;
    }

    /// <summary>Computes <see cref="Output"/>; the input must not change before <see cref="Backward"/>.</summary>
    public void Forward(T[] input)
    {
        _input = input;
        _workers.Multiply(Weights.Values, input, Output, Outputs, Inputs, _lanes);
        Lanes.AddBias<T>(Output, Bias.Values, _lanes);
        Activate(Output, _activation);
    }

    /// <summary>Computes all gradients from that of <see cref="Output"/>.</summary>
    public void Backward(T[] gradient)
    {
        for (int i = 0; i < _slopes.Length; i += Vector<T>.Count)
        {
            Vector<T> output = new(Output.AsSpan(i));
            Vector<T> slope = new(gradient.AsSpan(i));
            slope = _activation switch
            {
                Activation.Tanh => slope * (Vector<T>.One - (output * output)),
                Activation.Relu => Vector.ConditionalSelect(
                    Vector.GreaterThan(output, Vector<T>.Zero), slope, Vector<T>.Zero),
                _ => slope,
            };
            slope.CopyTo(_slopes.AsSpan(i));
        }

        Lanes.Transpose<T>(_input, Inputs, _lanes, _transposedInput);
        _workers.Multiply(_slopes, _transposedInput, Weights.Gradient, Outputs, _lanes, Inputs);
        Lanes.Sum<T>(_slopes, _lanes, Bias.Gradient);
        _workers.MultiplyTransposed(Weights.Values, _slopes, InputGradient, Inputs, Outputs, _lanes);
    }

    /// <summary>Takes one step of Adagrad.</summary>
    public void Step(T rate)
    {
        Weights.Step(rate, _workers);
        Bias.Step(rate, _workers);
    }

    /// <summary>Returns the layer for one example at a time, with what it has learned up to now.</summary>
    public DenseStepper<T> ToStepper() => new(Weights.Values, Bias.Values, Inputs, _activation);

    /// <summary>Applies an activation in place; the length is a multiple of the vector's.</summary>
    public static void Activate(Span<T> values, Activation activation)
    {
        if (activation == Activation.Linear)
        {
            return;
        }

        for (int i = 0; i < values.Length; i += Vector<T>.Count)
        {
            Vector<T> value = new(values[i..]);
            value = activation == Activation.Tanh ? Smooth.Tanh(value) : Vector.Max(value, Vector<T>.Zero);
            value.CopyTo(values[i..]);
        }
    }
}
