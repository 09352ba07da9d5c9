using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// Form of <see cref="CodeLanes"/> for processors with AVX-VNNI and without AVX-512: VPDPBUSD adds four products to
/// each of 64 sums in eight registers.
/// </summary>
internal static unsafe class CodeLanesVnni
{
    public static bool IsSupported => AvxVnni.IsSupported;

    /// <summary>Writes the 64 dot products of a block of <paramref name="steps"/> steps of 256 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(byte* block, int* query, int steps, int* dots) =>
        Block<CodeDotVnni.VnniStep>(block, query, steps, dots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Block<TStep>(byte* block, int* query, int steps, int* dots)
        where TStep : struct, CodeDotVnni.IStep
    {
        Vector256<int> a = default;
        Vector256<int> b = default;
        Vector256<int> c = default;
        Vector256<int> d = default;
        Vector256<int> e = default;
        Vector256<int> f = default;
        Vector256<int> g = default;
        Vector256<int> h = default;
        for (int step = 0; step < steps; step++, block += 256)
        {
            Vector256<sbyte> quad = Vector256.Create(query[step]).AsSByte();
            a = TStep.Add(a, Vector256.Load(block), quad);
            b = TStep.Add(b, Vector256.Load(block + 32), quad);
            c = TStep.Add(c, Vector256.Load(block + 64), quad);
            d = TStep.Add(d, Vector256.Load(block + 96), quad);
            e = TStep.Add(e, Vector256.Load(block + 128), quad);
            f = TStep.Add(f, Vector256.Load(block + 160), quad);
            g = TStep.Add(g, Vector256.Load(block + 192), quad);
            h = TStep.Add(h, Vector256.Load(block + 224), quad);
        }

        a.Store(dots);
        b.Store(dots + 8);
        c.Store(dots + 16);
        d.Store(dots + 24);
        e.Store(dots + 32);
        f.Store(dots + 40);
        g.Store(dots + 48);
        h.Store(dots + 56);
    }
}
