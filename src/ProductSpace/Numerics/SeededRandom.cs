using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a seeded stream of integers, identical on every machine and runtime.
/// Everything durable draws from integers only, never from libm results. Not for secrets.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>Mixes (seed, value) into a random number without a stream, for work split over threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong seed, ulong value) => Mix(Mix(seed + Golden) ^ ((value + 1) * Golden));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        _state += Golden;
        return Mix(_state);
    }

    /// <summary>
    /// Draws a uniform number in [0, bound) by Lemire's multiplication; the bias is below bound / 2^64.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>Draws a uniform number in [0, 1) with 53 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => ToUnit(NextUInt64());

    /// <summary>Maps 64 random bits to a number in [0, 1) with 53 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
