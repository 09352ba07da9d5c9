using System.Numerics;
using ProductSpace.Evaluation.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// A trained layer for one example at a time, to the bit as <see cref="Dense{T}"/> does in a lane. Immutable.
/// </summary>
internal sealed class DenseStepper<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _weights;
    private readonly T[] _bias;
    private readonly int _inputs;
    private readonly Activation _activation;

    public DenseStepper(ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, int inputs, Activation activation)
    {
        _inputs = inputs;
        _activation = activation;
        _bias = bias.ToArray();
        _weights = new T[weights.Length];
        Lanes.Transpose(weights, bias.Length, inputs, _weights);
    }

    public int Outputs => _bias.Length;

    /// <summary>Computes the outputs of an example.</summary>
    /// <param name="input">The inputs.</param>
    /// <param name="output">
    /// Receives the outputs; has room for <see cref="Lanes.For"/> of them, of which the rest is undefined afterwards.
    /// </param>
    public void Run(ReadOnlySpan<T> input, Span<T> output)
    {
        MatrixProduct.Multiply<T>(input, 0, 1, _weights, output, 1, _inputs, Outputs);
        for (int i = 0; i < Outputs; i++)
        {
            output[i] += _bias[i];
        }

        Span<T> padded = output[..Lanes.For(Outputs)];
        padded[Outputs..].Clear();
        Dense<T>.Activate(padded, _activation);
    }
}
