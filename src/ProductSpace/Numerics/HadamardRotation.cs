using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProductSpace.Numerics;

/// <summary>
/// A random rotation in D log D steps, of which nothing but signs is stored: rounds of random signs and a
/// Walsh-Hadamard transform (Ailon and Chazelle, "The fast Johnson-Lindenstrauss transform", SIAM J. Comput. 2009). A
/// transform takes a power of two. Where the dimension is none, two rounds transform the largest power of two at the
/// start and at the end; then a step of Kac's walk evens out the two halves, and two more rounds follow. Every addition
/// has its place, and none is fused with a multiplication, so that all widths give the same bits.
/// </summary>
internal static class HadamardRotation
{
    /// <summary>Numbers whose signs lie in one group of words: a bit of each of 16 words for 16 numbers.</summary>
    private const int GroupNumbers = 512;

    private const int GroupWords = 16;

    private const float HalfRoot = 0.707106781f;

    /// <summary>Words of <see cref="Signs"/>.</summary>
    public static int SignWords(int dimension) => Rounds(dimension) * RoundWords(dimension);

    /// <summary>Draws the signs of all rounds, [rounds x words of a round].</summary>
    public static uint[] Signs(ulong seed, int dimension)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, 0x486164));
        uint[] signs = new uint[SignWords(dimension)];
        foreach (ref uint word in signs.AsSpan())
        {
            word = (uint)random.NextUInt64();
        }

        return signs;
    }

    /// <summary>Operations, one after the other, that round a number of the result.</summary>
    public static int RoundedSteps(int dimension)
    {
        int power = PowerWithin(dimension);

        // A scale rounds twice, as its factor is rounded too; so does the step of Kac's walk, which also adds. The
        // numbers that are given were rounded to float32 and centered: four more.
        return (Rounds(dimension) * (BitOperations.Log2((uint)power) + 2)) + (power == dimension ? 0 : 3) + 4;
    }

    /// <summary>Rotates a vector [dimension] into an output [PaddedWidth], whose padding becomes zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<uint> signs, ReadOnlySpan<float> input, Span<float> output)
    {
        if (FloatLanes512.IsSupported)
        {
            Apply<FloatLanes512>(signs, input, output);
        }
        else if (FloatLanes256.IsSupported)
        {
            Apply<FloatLanes256>(signs, input, output);
        }
        else if (FloatLanes128.IsSupported)
        {
            Apply<FloatLanes128>(signs, input, output);
        }
        else
        {
            Apply<FloatLanesScalar>(signs, input, output);
        }
    }

    /// <summary>
    /// Turns a rotated vector [dimension] back in place, but for what float32 rounds: each step is its own inverse.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Undo(ReadOnlySpan<uint> signs, int dimension, Span<float> padded)
    {
        int words = RoundWords(dimension);
        int power = PowerWithin(dimension);
        float scale = (float)(1 / Math.Sqrt(power));
        for (int round = Rounds(dimension) - 1; round >= 0; round--)
        {
            if (power != dimension && round == 1)
            {
                Mix<FloatLanesScalar>(padded[..dimension]);
            }

            Transform<FloatLanesScalar>(
                padded.Slice((round & 1) == 0 ? 0 : dimension - power, power), scale);
            Flip<FloatLanesScalar>(signs.Slice(round * words, words), padded);
        }
    }

    /// <summary>Rotates with vectors of one width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Apply<T>(ReadOnlySpan<uint> signs, ReadOnlySpan<float> input, Span<float> output)
        where T : struct, IFloatLanes<T>
    {
        int dimension = input.Length;
        int words = RoundWords(dimension);
        int rounds = Rounds(dimension);
        if (signs.Length != rounds * words || output.Length != Rotation.PaddedWidth(dimension))
        {
            throw new ArgumentException("the signs or the output do not fit the vector", nameof(signs));
        }

        int power = PowerWithin(dimension);
        float scale = (float)(1 / Math.Sqrt(power));
        input.CopyTo(output);
        output[dimension..].Clear();
        for (int round = 0; round < rounds; round++)
        {
            Flip<T>(signs.Slice(round * words, words), output);
            int start = (round & 1) == 0 ? 0 : dimension - power;
            if (power < T.Count)
            {
                Transform<FloatLanesScalar>(output.Slice(start, power), scale);
            }
            else
            {
                Transform<T>(output.Slice(start, power), scale);
            }

            if (power != dimension && round == 1)
            {
                Mix<T>(output[..dimension]);
            }
        }

        output[dimension..].Clear();
    }

    private static int PowerWithin(int dimension) => 1 << BitOperations.Log2((uint)dimension);

    private static int Rounds(int dimension) => BitOperations.IsPow2(dimension) ? 2 : 4;

    private static int RoundWords(int dimension) => (dimension + GroupNumbers - 1) / GroupNumbers * GroupWords;

    /// <summary>Negates the numbers whose bit is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flip<T>(ReadOnlySpan<uint> words, Span<float> numbers)
        where T : struct, IFloatLanes<T>
    {
        Debug.Assert(numbers.Length % GroupWords == 0, "the padded vector is whole lines");
        ref float start = ref MemoryMarshal.GetReference(numbers);
        ref uint word = ref MemoryMarshal.GetReference(words);
        for (int line = 0; line < numbers.Length; line += GroupWords)
        {
            ref uint group = ref Unsafe.Add(ref word, line / GroupNumbers * GroupWords);
            int shift = line % GroupNumbers / GroupWords;
            for (int lane = 0; lane < GroupWords; lane += T.Count)
            {
                T.Load(ref start, line + lane)
                    .Flip(ref Unsafe.Add(ref group, lane), shift)
                    .Store(ref start, line + lane);
            }
        }
    }

    /// <summary>
    /// Scales the numbers, then transforms them. Steps of two distances are taken in one pass over memory; the
    /// additions are those of two passes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform<T>(Span<float> numbers, float scale)
        where T : struct, IFloatLanes<T>
    {
        ref float start = ref MemoryMarshal.GetReference(numbers);
        for (int i = 0; i < numbers.Length; i += T.Count)
        {
            (T.Load(ref start, i) * scale).Transform().Store(ref start, i);
        }

        int distance = T.Count;
        for (; 2 * distance < numbers.Length; distance *= 4)
        {
            for (int block = 0; block < numbers.Length; block += 4 * distance)
            {
                for (int i = block; i < block + distance; i += T.Count)
                {
                    T a = T.Load(ref start, i), b = T.Load(ref start, i + distance);
                    T c = T.Load(ref start, i + (2 * distance)), d = T.Load(ref start, i + (3 * distance));
                    (a, b) = (a + b, a - b);
                    (c, d) = (c + d, c - d);
                    (a + c).Store(ref start, i);
                    (b + d).Store(ref start, i + distance);
                    (a - c).Store(ref start, i + (2 * distance));
                    (b - d).Store(ref start, i + (3 * distance));
                }
            }
        }

        for (int i = 0; distance < numbers.Length && i < distance; i += T.Count)
        {
            T a = T.Load(ref start, i), b = T.Load(ref start, i + distance);
            (a + b).Store(ref start, i);
            (a - b).Store(ref start, i + distance);
        }
    }

    /// <summary>
    /// One step of Kac's walk: turns each pair of a number and the one half a vector further by 45 degrees.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix<T>(Span<float> numbers)
        where T : struct, IFloatLanes<T>
    {
        ref float start = ref MemoryMarshal.GetReference(numbers);
        int half = numbers.Length / 2;
        int i = 0;
        for (; i + T.Count <= half; i += T.Count)
        {
            Turn<T>(ref start, i, half);
        }

        for (; i < half; i++)
        {
            Turn<FloatLanesScalar>(ref start, i, half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<T>(ref float start, int place, int half)
        where T : struct, IFloatLanes<T>
    {
        T a = T.Load(ref start, place), b = T.Load(ref start, place + half);
        ((a + b) * HalfRoot).Store(ref start, place);
        ((a - b) * HalfRoot).Store(ref start, place + half);
    }
}
