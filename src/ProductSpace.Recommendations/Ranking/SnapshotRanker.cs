using System.Runtime.CompilerServices;

namespace ProductSpace.Recommendations.Ranking;

/// <summary>
/// What the second stage knows of an open snapshot, read at the first question and kept as long as the index: its
/// ranker, and when its newest product came into the shop, from which ages are counted, so that no clock is asked.
/// </summary>
internal sealed class SnapshotRanker
{
    private static readonly ConditionalWeakTable<ProductIndex, SnapshotRanker> s_known = [];

    private readonly Ranker? _ranker;
    private readonly long _newest;

    private SnapshotRanker(ProductIndex index)
    {
        byte[]? bytes = index.GetAttachment(Ranker.AttachmentName);
        _ranker = bytes is null ? null : Ranker.Parse(bytes);
        _newest = index.NewestFirstSeen();
    }

    /// <summary>Returns the ranker of a snapshot; null if it has none.</summary>
    /// <exception cref="InvalidDataException">Its bytes are no ranker that this version can use.</exception>
    public static Ranker? Of(ProductIndex index) => Get(index)._ranker;

    /// <summary>Returns when the newest product came into the shop, as Unix time in milliseconds.</summary>
    public static long NewestOf(ProductIndex index) => Get(index)._newest;

    private static SnapshotRanker Get(ProductIndex index) =>
        s_known.TryGetValue(index, out SnapshotRanker? known) ? known : Add(index);

    private static SnapshotRanker Add(ProductIndex index) =>
        s_known.GetValue(index, static one => new SnapshotRanker(one));
}
