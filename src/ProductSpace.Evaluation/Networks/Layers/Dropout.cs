using System.Numerics;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// Dropout (Srivastava et al., JMLR 2014): sets each number to zero with a given probability, and scales the others up
/// so that the expected sum does not change. One mask serves a whole step: its activations and their gradient.
/// </summary>
/// <param name="share">Probability of being hidden, from 0 to below 1.</param>
/// <param name="size">Number of numbers.</param>
internal sealed class Dropout<T>(double share, int size)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _mask = new T[size];

    /// <summary>Draws which numbers are hidden.</summary>
    public void Draw(ref SeededRandom random)
    {
        if (share == 0)
        {
            return;
        }

        T kept = T.CreateTruncating(1 / (1 - share));
        ulong bound = (ulong)(share * uint.MaxValue);
        for (int i = 0; i < _mask.Length; i += 2)
        {
            // Two draws of 32 bits.
            ulong bits = random.NextUInt64();
            _mask[i] = (uint)bits < bound ? T.Zero : kept;
            if (i + 1 < _mask.Length)
            {
                _mask[i + 1] = bits >> 32 < bound ? T.Zero : kept;
            }
        }
    }

    /// <summary>Writes the numbers with some hidden.</summary>
    public void Apply(ReadOnlySpan<T> source, Span<T> target)
    {
        if (share == 0)
        {
            source[.._mask.Length].CopyTo(target);
            return;
        }

        for (int i = 0; i < _mask.Length; i++)
        {
            target[i] = source[i] * _mask[i];
        }
    }
}
