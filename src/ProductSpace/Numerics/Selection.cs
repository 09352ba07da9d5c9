using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// Selection over distinct keys in two forms, both deterministic: Hoare's, whose order within the halves is part of the
/// files of builds, and one without a branch on the keys.
/// </summary>
internal static class Selection
{
    /// <summary>Moves the <paramref name="count"/> smallest keys to the front, in no particular order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Partition(Span<ulong> keys, int count)
    {
        Debug.Assert((uint)count <= (uint)keys.Length);
        int low = 0;
        int high = keys.Length - 1;
        while (low < high)
        {
            ulong pivot = MedianOfThree(keys[low], keys[(low + high) >>> 1], keys[high]);
            int left = low;
            int right = high;
            while (left <= right)
            {
                while (keys[left] < pivot)
                {
                    left++;
                }

                while (keys[right] > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (keys[left], keys[right]) = (keys[right], keys[left]);
                    left++;
                    right--;
                }
            }

            if (count <= right)
            {
                high = right;
            }
            else if (count >= left)
            {
                low = left;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>
    /// Moves the <paramref name="count"/> smallest keys to the front, in no particular order. Every key is exchanged
    /// (Lomuto's partition) and only the place where the next smaller one goes depends on it: among keys in random
    /// order Hoare's loops mispredict every second one, which costs more than all exchanges.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(Span<ulong> keys, int count)
    {
        Debug.Assert((uint)count <= (uint)keys.Length);
        int low = 0;
        int high = keys.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            ulong pivot = MedianOfThree(keys[low], keys[middle], keys[high]);
            int place = keys[middle] == pivot ? middle : keys[low] == pivot ? low : high;
            keys[place] = keys[high];
            keys[high] = pivot;
            int smaller = low;
            for (int i = low; i < high; i++)
            {
                ulong key = keys[i];
                keys[i] = keys[smaller];
                keys[smaller] = key;
                smaller += key < pivot ? 1 : 0;
            }

            keys[high] = keys[smaller];
            keys[smaller] = pivot;
            if (count < smaller)
            {
                high = smaller - 1;
            }
            else if (count > smaller + 1)
            {
                low = smaller + 1;
            }
            else
            {
                return;
            }
        }
    }

    private static ulong MedianOfThree(ulong a, ulong b, ulong c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
