using System.IO.Hashing;
using System.Numerics;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;

namespace ProductSpace.Cli.Comparing;

/// <summary>
/// Sums up the values that each product has of a facet, one number a product, so that two snapshots can be compared
/// without a list of values for every product: a posting is walked once, whatever the number of values.
/// </summary>
internal static class FacetDigests
{
    /// <summary>Returns a number a product: equal for equal sets of values, 0 for none.</summary>
    public static ulong[] Of(ProductIndex index, string facet, CancellationToken cancellationToken)
    {
        FacetColumns facets = index.Columns.Facets;
        ulong[] digests = new ulong[index.Count];
        ulong[] words = new ulong[RowBits.WordsOf(index.Count)];
        (int first, int end) = facets.ValuesOf(facets.Find(facet));
        for (int value = first; value < end; value++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ulong hash = XxHash3.HashToUInt64(facets.TextOf(value)) | 1;
            facets.PostingOf(value).AddTo(words);
            for (int word = 0; word < words.Length; word++)
            {
                for (ulong bits = words[word]; bits != 0; bits &= bits - 1)
                {
                    int ordinal = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    if (ordinal < digests.Length)
                    {
                        // Values are in the order of their bytes in every snapshot, so that the order may count.
                        digests[ordinal] = (BitOperations.RotateLeft(digests[ordinal], 7) * 0x9E3779B97F4A7C15) + hash;
                    }
                }

                words[word] = 0;
            }
        }

        return digests;
    }
}
