using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ProductSpace.Hosting.Experiments;

/// <summary>
/// Assigns keys to variants by weighted rendezvous hashing: each variant draws a number from the key, the experiment
/// and its label, and the smallest number divided by weight wins. A variant's number does not depend on the others, so
/// a key moves only into a variant whose weight grew, or out of one whose weight shrank; consecutive ranges would shift
/// every key behind a change. The assignment is equal on every machine: XXH3 of the UTF-16 characters, and a logarithm
/// of additions, multiplications and divisions only, which every processor rounds alike, unlike the library's own.
/// </summary>
internal sealed class VariantAssignment
{
    private readonly ulong _experiment;
    private readonly ulong[] _labels;
    private readonly double[] _weights;

    public VariantAssignment(string experiment, ReadOnlySpan<string> labels, ReadOnlySpan<double> weights)
    {
        _experiment = Hash(experiment, 0);
        _labels = new ulong[labels.Length];
        _weights = weights.ToArray();
        for (int i = 0; i < labels.Length; i++)
        {
            _labels[i] = Hash(labels[i], _experiment);
        }
    }

    /// <summary>Returns the index of the key's variant. Allocates nothing.</summary>
    public int IndexOf(ReadOnlySpan<char> key)
    {
        ulong hash = Hash(key, _experiment);
        int index = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < _labels.Length; i++)
        {
            if (!(_weights[i] > 0))
            {
                continue;
            }

            // 53 bits, never 0 and never 1.
            double drawn = ((Mix(hash ^ _labels[i]) >> 11) + 0.5) / (1L << 53);
            double score = MinusLog(drawn) / _weights[i];
            if (score < least)
            {
                least = score;
                index = i;
            }
        }

        return index;
    }

    /// <summary>Returns -ln(x) of a number above 0 and below 1, rounded alike on every machine.</summary>
    internal static double MinusLog(double x)
    {
        const double ln2 = 0.693147180559945309417;
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1022;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1022L << 52));

        // ln(m) = 2 atanh((m - 1) / (m + 1)); m is in [0.5, 1), so each term is a ninth of the one before, or less.
        double ratio = (mantissa - 1) / (mantissa + 1);
        double square = ratio * ratio;
        double sum = 0;
        for (int odd = 33; odd >= 1; odd -= 2)
        {
            sum = (sum * square) + (1.0 / odd);
        }

        return -((exponent * ln2) + (2 * ratio * sum));
    }

    /// <summary>Spreads the difference of two hashes over all bits (the last steps of MurmurHash3).</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }

    private static ulong Hash(ReadOnlySpan<char> text, ulong seed) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text), (long)seed);
}
