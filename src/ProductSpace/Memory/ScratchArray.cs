using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>Scratch arrays that grow to the next power of two, so that soon nothing is allocated any more.</summary>
internal static class ScratchArray
{
    /// <summary>Makes an array at least so long; of what is in it the first <paramref name="kept"/> stay, the rest is anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
