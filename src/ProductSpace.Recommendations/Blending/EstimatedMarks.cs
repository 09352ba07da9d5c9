using System.Runtime.CompilerServices;
using System.Text;

namespace ProductSpace.Recommendations.Blending;

/// <summary>
/// Products of an index whose vectors were estimated, a bit each, read at the first question and kept as long as the
/// index. Immutable.
/// </summary>
internal sealed class EstimatedMarks
{
    private static readonly ConditionalWeakTable<ProductIndex, EstimatedMarks> s_known = [];

    private readonly ulong[] _words = [];

    private EstimatedMarks(ProductIndex index)
    {
        byte[]? bytes = index.GetAttachment(EstimatedProducts.AttachmentName);
        if (bytes is null)
        {
            return;
        }

        _words = new ulong[((long)index.Count + 63) / 64];
        int first = 0;
        for (int end = 0; end < bytes.Length; end++)
        {
            if (bytes[end] != 0)
            {
                continue;
            }

            if (index.TryGetOrdinal(Encoding.UTF8.GetString(bytes, first, end - first), out int ordinal)
                && (uint)ordinal < (uint)index.Count)
            {
                _words[ordinal >> 6] |= 1ul << ordinal;
            }

            first = end + 1;
        }
    }

    /// <summary>Returns the marks of an index.</summary>
    public static EstimatedMarks Of(ProductIndex index) =>
        s_known.TryGetValue(index, out EstimatedMarks? known) ? known : Add(index);

    public bool Contains(int ordinal) =>
        (uint)ordinal >> 6 < (uint)_words.Length && (_words[ordinal >> 6] >> ordinal & 1) != 0;

    private static EstimatedMarks Add(ProductIndex index) =>
        s_known.GetValue(index, static one => new EstimatedMarks(one));
}
