using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>The popularity of an open snapshot, read in place. Forged numbers count as no popularity.</summary>
internal sealed class PopularityView
{
    private readonly NativeView<float> _scores;
    private readonly NativeView<int> _lists;
    private readonly NativeView<float> _trends;
    private readonly int _categories;

    private PopularityView(SnapshotSections sections, SnapshotHeader header)
    {
        _categories = header.CategoryCount;
        _scores = sections.Get<float>(SectionId.Popularity, header.ProductCount);
        _lists = sections.Get<int>(
            SectionId.PopularByCategory, (long)_categories * SnapshotLayout.PopularOfCategory);
        HasTrends = sections.Contains(SectionId.PopularityTrends);
        _trends = HasTrends ? sections.Get<float>(SectionId.PopularityTrends, header.ProductCount) : default;
    }

    /// <summary>Whether the snapshot tells which products become more popular.</summary>
    public bool HasTrends { get; }

    /// <summary>Opens the popularity; null where the snapshot has none.</summary>
    public static PopularityView? Open(SnapshotSections sections, SnapshotHeader header) =>
        sections.Contains(SectionId.Popularity) ? new PopularityView(sections, header) : null;

    /// <summary>Popularity of a product, 0 or more.</summary>
    public float this[int ordinal]
    {
        get
        {
            float score = _scores[ordinal];
            return score > 0 && float.IsFinite(score) ? score : 0;
        }
    }

    /// <summary>
    /// Whether a product becomes more popular (above 0) or less: doublings of what is usual; 0 where that is unknown.
    /// </summary>
    public float TrendOf(int ordinal)
    {
        float trend = HasTrends ? _trends[ordinal] : 0;
        return float.IsFinite(trend) ? trend : 0;
    }

    /// <summary>Returns the first product whose trend is no number; -1 if there is none.</summary>
    public int FindUnsoundTrend()
    {
        for (int ordinal = 0; HasTrends && ordinal < _trends.Length; ordinal++)
        {
            if (!float.IsFinite(_trends[ordinal]))
            {
                return ordinal;
            }
        }

        return -1;
    }

    /// <summary>
    /// Ordinals of the most popular products of a category's subtree, best first, ended by -1 or the end of the list;
    /// forged ones may be no ordinals. Empty for a number that is no category.
    /// </summary>
    public ReadOnlySpan<int> Of(int category) => (uint)category < (uint)_categories
        ? _lists.Slice((long)category * SnapshotLayout.PopularOfCategory, SnapshotLayout.PopularOfCategory)
        : [];

    /// <summary>
    /// Returns the first category whose list is not as a build writes it: distinct ordinals with falling popularity,
    /// then nothing; -1 if there is none.
    /// </summary>
    public int FindUnsound(Func<int, int, bool> isWithin)
    {
        HashSet<int> distinct = [];
        for (int category = 0; category < _categories; category++)
        {
            ReadOnlySpan<int> list = Of(category);
            int used = list.IndexOf(-1);
            used = used < 0 ? list.Length : used;
            distinct.Clear();
            bool isSound = !list[used..].ContainsAnyExcept(-1);
            for (int i = 0; i < used && isSound; i++)
            {
                isSound = (uint)list[i] < (ulong)_scores.Length && distinct.Add(list[i]) && this[list[i]] > 0
                    && (i == 0 || this[list[i]] <= this[list[i - 1]]) && isWithin(list[i], category);
            }

            if (!isSound)
            {
                return category;
            }
        }

        return -1;
    }
}
