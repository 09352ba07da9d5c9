using System.Text;
using ProductSpace.Recommendations.Blending;

namespace ProductSpace.Recommendations;

/// <summary>
/// Marks of the products whose vectors were estimated from their metadata, since no shopper had viewed them when the
/// snapshot was built. A shop can show them apart, or hold them against views later. The marks lie in an attachment of
/// the snapshot: the ids, each ended by a zero byte; ids that the snapshot does not have mean nothing.
/// </summary>
public static class EstimatedProducts
{
    /// <summary>Name of the attachment that holds the marks.</summary>
    public const string AttachmentName = "estimated";

    /// <summary>
    /// Marks products in the snapshot of a build, beside
    /// <see cref="ProductIndexBuilder.UseEstimates"/>. An id with a zero character stays without a mark.
    /// </summary>
    /// <param name="builder">The build.</param>
    /// <param name="ids">Ids of the products whose vectors are estimates.</param>
    /// <exception cref="ArgumentException">The build has marks already, or they take more than 64 MiB.</exception>
    public static ProductIndexBuilder MarkEstimated(this ProductIndexBuilder builder, IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(ids);
        using MemoryStream bytes = new();
        foreach (string id in ids)
        {
            if (!id.Contains('\0', StringComparison.Ordinal))
            {
                bytes.Write(Encoding.UTF8.GetBytes(id));
                bytes.WriteByte(0);
            }
        }

        return builder.Attach(AttachmentName, bytes.ToArray());
    }

    /// <summary>
    /// Returns whether the vectors of a product were estimated when the snapshot was built. A product that a delta
    /// brought or replaced has the vectors that the delta gave it.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="ordinal">Ordinal of a product; false for any other number.</param>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static bool IsEstimated(this ProductIndex index, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(index);
        return EstimatedMarks.Of(index).Contains(ordinal);
    }
}
