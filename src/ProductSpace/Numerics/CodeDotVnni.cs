using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// Form of <see cref="CodeDot"/> for x86 with AVX-VNNI and without AVX-512 (Intel's desktop processors since 2021):
/// VPDPBUSD adds four products to each 32-bit sum, for which AVX2 needs a multiplication, a multiplication by one and
/// an addition.
/// </summary>
/// <remarks>
/// The step is a type argument, so that a processor without the instruction can test everything but that one line,
/// using AVX2's arithmetic (<see cref="PairStep"/>).
/// </remarks>
internal static unsafe class CodeDotVnni
{
    /// <summary>Adds to each of eight sums i the four products codes[4 i + j] * query[4 i + j].</summary>
    internal interface IStep
    {
        static abstract Vector256<int> Add(Vector256<int> sums, Vector256<byte> codes, Vector256<sbyte> query);
    }

    public static bool IsSupported => AvxVnni.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes) =>
        Four<VnniStep>(a, b, c, d, query, bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int One(byte* row, sbyte* query, int bytes) => One<VnniStep>(row, query, bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> Four<TStep>(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes)
        where TStep : struct, IStep
    {
        Vector256<int> all = Avx2.HorizontalAdd(
            Avx2.HorizontalAdd(Sum<TStep>(a, query, bytes), Sum<TStep>(b, query, bytes)),
            Avx2.HorizontalAdd(Sum<TStep>(c, query, bytes), Sum<TStep>(d, query, bytes)));
        return all.GetLower() + all.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int One<TStep>(byte* row, sbyte* query, int bytes)
        where TStep : struct, IStep => Vector256.Sum(Sum<TStep>(row, query, bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum<TStep>(byte* row, sbyte* query, int bytes)
        where TStep : struct, IStep
    {
        Vector256<int> even = default;
        Vector256<int> odd = default;
        for (int i = 0; i < bytes; i += 64)
        {
            even = TStep.Add(even, Vector256.Load(row + i), Vector256.Load(query + i));
            odd = TStep.Add(odd, Vector256.Load(row + i + 32), Vector256.Load(query + i + 32));
        }

        return even + odd;
    }

    internal readonly struct VnniStep : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> codes, Vector256<sbyte> query) =>
            AvxVnni.MultiplyWideningAndAdd(sums, codes, query);
    }

    /// <summary>Adds with two AVX2 instructions and an addition; pairs of these codes do not saturate.</summary>
    internal readonly struct PairStep : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> codes, Vector256<sbyte> query) =>
            sums + Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(codes, query), Vector256<short>.One);
    }
}
