namespace ProductSpace.Evaluation.Neighbors;

/// <summary>Moves the largest of distinct numbers to the end.</summary>
internal static class LargestKeys
{
    /// <summary>Reorders the keys so that the last <paramref name="count"/> are the largest, in any order.</summary>
    public static void MoveToEnd(Span<ulong> keys, int count)
    {
        int cut = keys.Length - count;
        if (cut <= 0)
        {
            return;
        }

        // Keys before low are smaller than those from low on, and keys after high larger than those up to high.
        int low = 0;
        int high = keys.Length - 1;
        while (low < high)
        {
            ulong pivot = Middle(keys[low], keys[low + ((high - low) / 2)], keys[high]);
            int left = low - 1;
            int right = high + 1;
            while (true)
            {
                while (keys[++left] < pivot)
                {
                }

                while (keys[--right] > pivot)
                {
                }

                if (left >= right)
                {
                    break;
                }

                (keys[left], keys[right]) = (keys[right], keys[left]);
            }

            if (cut <= right)
            {
                high = right;
            }
            else
            {
                low = right + 1;
            }
        }
    }

    private static ulong Middle(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
