using System.Numerics;
using ProductSpace.Evaluation.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>What a <see cref="GruCell{T}"/> does number by number, between its matrix products.</summary>
internal static class GruGates
{
    /// <summary>Turns the products into gates in place, and mixes the state.</summary>
    /// <param name="input">Products of the input [3 states]: reset, update, new.</param>
    /// <param name="state">Products of the state before [3 states].</param>
    /// <param name="before">State before; its length is a multiple of the vector's.</param>
    /// <param name="after">Receives the state after.</param>
    public static void Forward<T>(Span<T> input, ReadOnlySpan<T> state, ReadOnlySpan<T> before, Span<T> after)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = before.Length;
        for (int i = 0; i < size; i += Vector<T>.Count)
        {
            Vector<T> reset = Smooth.Logistic(new Vector<T>(input[i..]) + new Vector<T>(state[i..]));
            Vector<T> update = Smooth.Logistic(new Vector<T>(input[(size + i)..]) + new Vector<T>(state[(size + i)..]));
            Vector<T> fresh = Smooth.Tanh(
                new Vector<T>(input[((2 * size) + i)..]) + (reset * new Vector<T>(state[((2 * size) + i)..])));
            reset.CopyTo(input[i..]);
            update.CopyTo(input[(size + i)..]);
            fresh.CopyTo(input[((2 * size) + i)..]);
            (fresh + (update * (new Vector<T>(before[i..]) - fresh))).CopyTo(after[i..]);
        }
    }

    /// <summary>Turns gates and products into the gradients of the products in place.</summary>
    /// <param name="input">Gates of <see cref="Forward"/>; receives the gradient of the input's products.</param>
    /// <param name="state">Products of the state; receives their gradient.</param>
    /// <param name="before">State before.</param>
    /// <param name="gradient">Gradient of the state after.</param>
    /// <param name="direct">Receives the gradient of the state before past the gates, z times the gradient.</param>
    public static void Backward<T>(
        Span<T> input, Span<T> state, ReadOnlySpan<T> before, ReadOnlySpan<T> gradient, Span<T> direct)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = before.Length;
        Vector<T> one = Vector<T>.One;
        for (int i = 0; i < size; i += Vector<T>.Count)
        {
            Vector<T> reset = new(input[i..]);
            Vector<T> update = new(input[(size + i)..]);
            Vector<T> fresh = new(input[((2 * size) + i)..]);
            Vector<T> slope = new(gradient[i..]);
            Vector<T> toFresh = slope * (one - update) * (one - (fresh * fresh));
            Vector<T> toUpdate = slope * (new Vector<T>(before[i..]) - fresh) * update * (one - update);
            Vector<T> toReset = toFresh * new Vector<T>(state[((2 * size) + i)..]) * reset * (one - reset);
            toReset.CopyTo(input[i..]);
            toReset.CopyTo(state[i..]);
            toUpdate.CopyTo(input[(size + i)..]);
            toUpdate.CopyTo(state[(size + i)..]);
            toFresh.CopyTo(input[((2 * size) + i)..]);
            (toFresh * reset).CopyTo(state[((2 * size) + i)..]);
            (slope * update).CopyTo(direct[i..]);
        }
    }
}
