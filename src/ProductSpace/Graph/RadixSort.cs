namespace ProductSpace.Graph;

/// <summary>Stable radix sort of 64-bit keys by their high half, least significant digit first.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11;

    /// <summary>
    /// Sorts keys whose high halves are below <paramref name="bound"/>. The scratch is as long as the keys.
    /// </summary>
    public static void ByHighHalf(Span<ulong> keys, Span<ulong> scratch, int bound)
    {
        Span<int> counts = stackalloc int[1 << DigitBits];
        Span<ulong> from = keys;
        Span<ulong> to = scratch[..keys.Length];
        for (int shift = 0; shift < 32 && (bound - 1) >> shift != 0; shift += DigitBits)
        {
            counts.Clear();
            foreach (ulong key in from)
            {
                counts[Digit(key, shift)]++;
            }

            int start = 0;
            for (int digit = 0; digit < counts.Length; digit++)
            {
                int count = counts[digit];
                counts[digit] = start;
                start += count;
            }

            foreach (ulong key in from)
            {
                to[counts[Digit(key, shift)]++] = key;
            }

            Span<ulong> swap = from;
            from = to;
            to = swap;
        }

        if (from != keys)
        {
            from.CopyTo(keys);
        }
    }

    private static int Digit(ulong key, int shift) => (int)(key >> (32 + shift)) & ((1 << DigitBits) - 1);
}
