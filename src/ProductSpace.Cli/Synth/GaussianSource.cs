using ProductSpace.Numerics;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Approximately normal numbers (mean 0, variance 1) made from integers alone: the scaled sum of eight uniform 16-bit
/// numbers. The inverse of the normal distribution would need libm, whose last bit differs between machines.
/// </summary>
internal static class GaussianSource
{
    private const ulong EvenLanes = 0x0000FFFF0000FFFF;
    private const int Mean = 8 * 65535 / 2;

    // One lane has variance (65536^2 - 1) / 12; eight lanes have standard deviation 53509.6.
    private const float Scale = 1f / 53509.6f;

    public static void Fill(ulong seed, Span<float> destination)
    {
        var random = new SeededRandom(seed);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = Next(ref random);
        }
    }

    public static float Next(ref SeededRandom random)
    {
        ulong a = random.NextUInt64();
        ulong b = random.NextUInt64();
        // Four lane sums fit 18 bits of a 32-bit half, so that both halves are added at once without a carry.
        ulong pairs = (a & EvenLanes) + ((a >> 16) & EvenLanes) + (b & EvenLanes) + ((b >> 16) & EvenLanes);
        int sum = (int)(pairs & 0xFFFFFFFF) + (int)(pairs >> 32);
        return (sum - Mean) * Scale;
    }
}
