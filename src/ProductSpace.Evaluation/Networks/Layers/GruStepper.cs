using System.Numerics;
using ProductSpace.Evaluation.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// A trained GRU cell that follows one session at a time, to the bit as <see cref="GruCell{T}"/> does in a lane.
/// Immutable; threads bring their own <see cref="Buffers"/>.
/// </summary>
internal sealed class GruStepper<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Gates = 3;

    // Transposed, so that the gates are the columns and whole vectors cover them.
    private readonly T[] _inputWeights;
    private readonly T[] _stateWeights;
    private readonly T[] _bias;
    private readonly int _inputs;

    public GruStepper(
        ReadOnlySpan<T> inputWeights, ReadOnlySpan<T> stateWeights, ReadOnlySpan<T> bias, int inputs, int units)
    {
        _inputs = inputs;
        Units = units;
        _inputWeights = new T[inputWeights.Length];
        _stateWeights = new T[stateWeights.Length];
        _bias = bias.ToArray();
        Lanes.Transpose(inputWeights, Gates * units, inputs, _inputWeights);
        Lanes.Transpose(stateWeights, Gates * units, units, _stateWeights);
    }

    public int Units { get; }

    /// <summary>Moves the state [units] by one input.</summary>
    public void Step(ReadOnlySpan<T> input, Span<T> state, Buffers buffers)
    {
        int gates = Gates * Units;
        MatrixProduct.Multiply(input, 0, 1, _inputWeights, buffers.Input, 1, _inputs, gates);
        MatrixProduct.Multiply<T>(state, 0, 1, _stateWeights, buffers.State, 1, Units, gates);

        // Each gate is moved to a start of whole vectors.
        int padded = Lanes.For(Units);
        buffers.PaddedInput.AsSpan().Clear();
        buffers.PaddedState.AsSpan().Clear();
        buffers.Before.AsSpan().Clear();
        for (int gate = 0; gate < Gates; gate++)
        {
            for (int i = 0; i < Units; i++)
            {
                int from = (gate * Units) + i;
                buffers.PaddedInput[(gate * padded) + i] = buffers.Input[from] + _bias[from];
                buffers.PaddedState[(gate * padded) + i] = buffers.State[from];
            }
        }

        state.CopyTo(buffers.Before);
        GruGates.Forward<T>(buffers.PaddedInput, buffers.PaddedState, buffers.Before, buffers.After);
        buffers.After.AsSpan(0, Units).CopyTo(state);
    }

    /// <summary>Returns buffers for one thread.</summary>
    public Buffers CreateBuffers() => new(Units);

    /// <summary>What a step writes.</summary>
    internal sealed class Buffers(int units)
    {
        public T[] Input { get; } = new T[Gates * units];

        public T[] State { get; } = new T[Gates * units];

        public T[] PaddedInput { get; } = new T[Gates * Lanes.For(units)];

        public T[] PaddedState { get; } = new T[Gates * Lanes.For(units)];

        public T[] Before { get; } = new T[Lanes.For(units)];

        public T[] After { get; } = new T[Lanes.For(units)];
    }
}
