using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Modified Gram-Schmidt over random directions, in blocks. Each direction loses its components along all earlier ones,
/// one after the other, twice for accuracy. The first round runs for a block of directions side by side, a lane each,
/// so that every lane adds in the order of a plain loop and the result has the same bits. The second round of a
/// direction has to end before the next direction can go on, and each of its sums waits for the one before: it is what
/// the time goes to, and no other order of work has the same bits.
/// </summary>
internal sealed class RotationBasis
{
    /// <summary>Directions of a block: enough sums in flight to hide how long an addition takes.</summary>
    private const int Lanes = 16;

    private readonly int _dimension;
    private readonly double[][] _basis;
    private readonly double[] _block;
    private readonly SeededRandom[] _drawn = new SeededRandom[Lanes];
    private readonly CancellationToken _cancellationToken;
    private SeededRandom _random;

    public RotationBasis(ulong seed, int dimension, CancellationToken cancellationToken)
    {
        _dimension = dimension;
        _basis = new double[dimension][];
        _block = new double[dimension * Lanes];
        _random = new SeededRandom(seed);
        _cancellationToken = cancellationToken;
    }

    /// <summary>Returns the orthonormal directions, [dimension][dimension].</summary>
    public double[][] Make()
    {
        int done = 0;
        while (done < _dimension)
        {
            Draw(Math.Min(Lanes, _dimension - done));
            for (int row = 0; row < done; row++)
            {
                _cancellationToken.ThrowIfCancellationRequested();
                RemoveFromBlock(_block, _basis[row]);
            }

            done = Finish(done);
        }

        return _basis;
    }

    /// <summary>Finishes the directions of the block one by one; returns how many there are by then.</summary>
    private int Finish(int before)
    {
        int end = Math.Min(before + Lanes, _dimension);
        for (int row = before; row < end; row++)
        {
            double[] vector = new double[_dimension];
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] = _block[(i * Lanes) + row - before];
            }

            Remove(vector, _basis.AsSpan(before, row - before));
            Remove(vector, _basis.AsSpan(0, row));
            if (!Scale(vector))
            {
                // Nothing was left of it: its place, and those after it, go to the numbers drawn next.
                _random = _drawn[row - before];
                return row;
            }

            _basis[row] = vector;
        }

        return end;
    }

    /// <summary>Draws the directions of a block, the numbers of a direction one after the other.</summary>
    private void Draw(int directions)
    {
        for (int lane = 0; lane < directions; lane++)
        {
            for (int i = 0; i < _dimension; i++)
            {
                // A sum of uniforms is close enough to normal for a direction that prefers no axis.
                _block[(i * Lanes) + lane] = _random.NextDouble() + _random.NextDouble() + _random.NextDouble()
                    + _random.NextDouble() - 2.0;
            }

            _drawn[lane] = _random;
        }
    }

    /// <summary>Removes the component along a direction of length 1 from all directions of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RemoveFromBlock(double[] block, double[] other)
    {
        ref double start = ref MemoryMarshal.GetArrayDataReference(block);
        Vector256<double> a = default, b = default, c = default, d = default;
        nuint place = 0;
        foreach (double number in other)
        {
            Vector256<double> factor = Vector256.Create(number);
            a += Vector256.LoadUnsafe(ref start, place) * factor;
            b += Vector256.LoadUnsafe(ref start, place + 4) * factor;
            c += Vector256.LoadUnsafe(ref start, place + 8) * factor;
            d += Vector256.LoadUnsafe(ref start, place + 12) * factor;
            place += Lanes;
        }

        place = 0;
        foreach (double number in other)
        {
            Vector256<double> factor = Vector256.Create(number);
            (Vector256.LoadUnsafe(ref start, place) - (a * factor)).StoreUnsafe(ref start, place);
            (Vector256.LoadUnsafe(ref start, place + 4) - (b * factor)).StoreUnsafe(ref start, place + 4);
            (Vector256.LoadUnsafe(ref start, place + 8) - (c * factor)).StoreUnsafe(ref start, place + 8);
            (Vector256.LoadUnsafe(ref start, place + 12) - (d * factor)).StoreUnsafe(ref start, place + 12);
            place += Lanes;
        }
    }

    /// <summary>
    /// Removes the components along directions of length 1, one after the other. A component is subtracted in the loop
    /// that measures the next one, which hides the work behind the wait for its sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Remove(double[] vector, ReadOnlySpan<double[]> basis)
    {
        if (basis.IsEmpty)
        {
            return;
        }

        double dot = 0;
        double[] last = basis[0];
        for (int i = 0; i < vector.Length && i < last.Length; i++)
        {
            dot += vector[i] * last[i];
        }

        for (int row = 1; row < basis.Length; row++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            double[] other = basis[row];
            double sum = 0;
            for (int i = 0; i < vector.Length && i < other.Length && i < last.Length; i++)
            {
                double left = vector[i] - (dot * last[i]);
                vector[i] = left;
                sum += left * other[i];
            }

            (dot, last) = (sum, other);
        }

        for (int i = 0; i < vector.Length && i < last.Length; i++)
        {
            vector[i] -= dot * last[i];
        }
    }

    /// <summary>Scales a direction to length 1; false if nothing is left of it.</summary>
    private static bool Scale(double[] vector)
    {
        double square = 0;
        foreach (double value in vector)
        {
            square += value * value;
        }

        if (square < 1e-9)
        {
            return false;
        }

        double length = Math.Sqrt(square);
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] /= length;
        }

        return true;
    }
}
