using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Cells;

/// <summary>Hoare's selection over distinct keys. Deterministic.</summary>
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

    private static ulong MedianOfThree(ulong a, ulong b, ulong c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
