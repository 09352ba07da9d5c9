using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>Grows scratch arrays to the next power of two, so that allocation soon ends.</summary>
internal static class ScratchArray
{
    /// <summary>
    /// Ensures a minimum length. The first <paramref name="kept"/> elements survive; the rest is undefined.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EnsureCapacity<T>(ref T[] array, int length, int kept = 0)
    {
        if (array.Length < length)
        {
            T[] larger = new T[(int)BitOperations.RoundUpToPowerOf2((uint)length)];
            Array.Copy(array, larger, kept);
            array = larger;
        }
    }
}
