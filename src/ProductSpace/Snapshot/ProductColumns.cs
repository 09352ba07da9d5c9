using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// The products' tables of a snapshot: ids, categories, price, stock, first seen, facets, number columns, payload.
/// Everything is read in place; forged numbers give empty texts and missing values, never a read outside the map.
/// </summary>
internal sealed class ProductColumns
{
    private readonly NativeView<CategoryRow> _categories;
    private readonly NativeView<byte> _categoryText;
    private readonly NativeView<int> _further;
    private readonly NativeView<int> _categoryOf;
    private readonly NativeView<long> _prices;
    private readonly NativeView<long> _firstSeen;
    private readonly NativeView<ulong> _payloadOffsets;
    private readonly NativeView<byte> _payloadText;

    public ProductColumns(SnapshotSections sections, SnapshotHeader header)
    {
        Count = header.ProductCount;
        CategoryCount = header.CategoryCount;
        NativeView<uint> offsets = sections.Get<uint>(SectionId.ProductIdOffsets, Count + 1L);
        NativeView<uint> slots = sections.Get<uint>(SectionId.ProductIdSlots, ProductIdTable.SlotCount(Count));
        Ids = new ProductIdTable(
            offsets, sections.Get<byte>(SectionId.ProductIdText, -1), slots, header.IdHashSeed, header.IdHashProbes);
        _categories = sections.Get<CategoryRow>(SectionId.Categories, CategoryCount + 1L);
        _categoryText = sections.Get<byte>(SectionId.CategoryText, -1);
        _further = sections.Get<int>(SectionId.FurtherMembers, -1);
        _categoryOf = sections.Get<int>(SectionId.ProductCategories, Count);
        _prices = sections.Get<long>(SectionId.Prices, Count);
        _firstSeen = sections.Get<long>(SectionId.FirstSeen, Count);
        Stock = sections.Get<ulong>(SectionId.Stock, (Count + 63L) / 64);
        Facets = new FacetColumns(sections, Count);
        NumberColumns = new NumberColumns(sections, Count);
        PayloadColumns = [];
        if (sections.Contains(SectionId.PayloadOffsets) && sections.Contains(SectionId.PayloadText)
            && sections.Contains(SectionId.PayloadColumns))
        {
            _payloadOffsets = sections.Get<ulong>(SectionId.PayloadOffsets, Count + 1L);
            _payloadText = sections.Get<byte>(SectionId.PayloadText, -1);
            NativeView<byte> names = sections.Get<byte>(SectionId.PayloadColumns, -1);
            const int longestNames = 1 << 16;
            PayloadColumns =
                Encoding.UTF8.GetString(names.Slice(0, (int)Math.Min(longestNames, names.Length))).Split('\0')[..^1];
        }
    }

    public int Count { get; }

    public int CategoryCount { get; }

    /// <summary>Bytes of all category paths together.</summary>
    public long CategoryTextBytes => _categoryText.Length;

    public ProductIdTable Ids { get; }

    /// <summary>One bit a product.</summary>
    public NativeView<ulong> Stock { get; }

    public FacetColumns Facets { get; }

    public NumberColumns NumberColumns { get; }

    public string[] PayloadColumns { get; }

    public int CategoryOf(int ordinal) => _categoryOf[ordinal];

    /// <summary>The category above one, -1 for the root; a forged one may be any number.</summary>
    public int ParentOf(int category) => _categories[category].Parent;

    public long? Price(int ordinal) => _prices[ordinal] == long.MinValue ? null : _prices[ordinal];

    public DateTimeOffset? FirstSeen(int ordinal) => TimeOf(_firstSeen[ordinal]);

    /// <summary>Null for a number that is no time.</summary>
    public static DateTimeOffset? TimeOf(long time) =>
        time < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            || time > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? null
            : DateTimeOffset.FromUnixTimeMilliseconds(time);

    public bool IsInStock(int ordinal) => (Stock[ordinal >> 6] & (1UL << (ordinal & 63))) != 0;

    /// <summary>The path of a category as UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> PathOf(int category)
    {
        if ((uint)category >= (uint)CategoryCount)
        {
            return default;
        }

        long start = _categories[category].PathOffset;
        long end = _categories[category + 1L].PathOffset;
        return start <= end && end <= _categoryText.Length
            ? _categoryText.Slice(start, (int)Math.Min(end - start, 1 << 20))
            : default;
    }

    /// <summary>Products in the subtree of a category by their primary path.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (int First, int End) RangeOf(int category)
    {
        CategoryRow row = _categories[category];
        int end = _categories[Math.Clamp(row.End, category, CategoryCount)].First;
        int first = Math.Clamp(row.First, 0, Count);
        return (first, Math.Clamp(end, first, Count));
    }

    /// <summary>Number after the subtree of a category.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EndOf(int category) => Math.Clamp(_categories[category].End, category, CategoryCount);

    /// <summary>
    /// Ordinals that belong to the subtree of a category by a further path; forged ones may be no ordinals.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> FurtherOf(int category)
    {
        long from = Math.Min(_categories[category].FurtherOffset, _further.Length);
        long to = Math.Clamp(_categories[EndOf(category)].FurtherOffset, from, _further.Length);
        return _further.Slice(from, (int)Math.Min(to - from, int.MaxValue));
    }

    /// <summary>
    /// Ordinals that belong to a category itself by a further path; forged ones may be no ordinals.
    /// </summary>
    public ReadOnlySpan<int> OwnFurtherOf(int category)
    {
        long from = Math.Min(_categories[category].FurtherOffset, _further.Length);
        long to = Math.Clamp(_categories[category + 1L].FurtherOffset, from, _further.Length);
        return _further.Slice(from, (int)Math.Min(to - from, int.MaxValue));
    }

    /// <summary>Prices or times of products side by side; the least number where unknown.</summary>
    public ReadOnlySpan<long> Numbers(TermKind kind, int first, int count) =>
        (kind == TermKind.Price ? _prices : _firstSeen).Slice(first, count);

    /// <summary>Bits of 64 products in stock; none behind the last product.</summary>
    public ulong StockOf(int word) => Stock[word] & (word == Count >> 6 ? (1UL << (Count & 63)) - 1 : ulong.MaxValue);

    /// <summary>Value of a payload column of a product; empty where it has none.</summary>
    public string PayloadOf(int ordinal, int column)
    {
        if (_payloadOffsets.IsEmpty)
        {
            return string.Empty;
        }

        ulong start = _payloadOffsets[ordinal];
        ulong end = _payloadOffsets[ordinal + 1L];
        const int longestPayload = 1 << 20;
        if (start > end || end > (ulong)_payloadText.Length || end - start > longestPayload)
        {
            return string.Empty;
        }

        ReadOnlySpan<byte> text = _payloadText.Slice((long)start, (int)(end - start));
        for (; column > 0; column--)
        {
            int zero = text.IndexOf((byte)0);
            text = zero < 0 ? default : text[(zero + 1)..];
        }

        int last = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(last < 0 ? text : text[..last]);
    }

    /// <summary>
    /// The number of a category path, or -1. It is looked for as it stands, since older builds kept names as the
    /// catalogue wrote them, and in the form of <see cref="CategoryTree.Clean"/>.
    /// </summary>
    public int FindCategory(string path)
    {
        string asGiven = CategoryTree.CleanParts(path);
        int found = FindPath(asGiven);
        string clean = found < 0 ? CategoryTree.Clean(path) : asGiven;
        return found < 0 && clean != asGiven ? FindPath(clean) : found;
    }

    private int FindPath(string path)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(path);
        int low = 0;
        int high = CategoryCount;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (CategoryTree.ComparePaths(PathOf(middle), wanted) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < CategoryCount && PathOf(low).SequenceEqual(wanted) ? low : -1;
    }
}
