using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>
/// The products' tables of a snapshot: ids, categories, price, stock, first seen, payload. Everything is read in place;
/// forged numbers give empty texts and missing values, never a read outside of the map.
/// </summary>
internal sealed class ProductColumns
{
    /// <summary>Longer paths are not compared to suggest one: the cost is the product of both lengths.</summary>
    private const int LongestSuggestion = 512;

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
        Ids = new ProductIdTable(offsets, sections.Get<byte>(SectionId.ProductIdText, -1), slots, header.IdHashSeed, header.IdHashProbes);
        _categories = sections.Get<CategoryRow>(SectionId.Categories, CategoryCount + 1L);
        _categoryText = sections.Get<byte>(SectionId.CategoryText, -1);
        _further = sections.Get<int>(SectionId.FurtherMembers, -1);
        _categoryOf = sections.Get<int>(SectionId.ProductCategories, Count);
        _prices = sections.Get<long>(SectionId.Prices, Count);
        _firstSeen = sections.Get<long>(SectionId.FirstSeen, Count);
        Stock = sections.Get<ulong>(SectionId.Stock, (Count + 63L) / 64);
        PayloadColumns = [];
        if (sections.Contains(SectionId.PayloadOffsets) && sections.Contains(SectionId.PayloadText) && sections.Contains(SectionId.PayloadColumns))
        {
            _payloadOffsets = sections.Get<ulong>(SectionId.PayloadOffsets, Count + 1L);
            _payloadText = sections.Get<byte>(SectionId.PayloadText, -1);
            NativeView<byte> names = sections.Get<byte>(SectionId.PayloadColumns, -1);
            const int longestNames = 1 << 16;
            PayloadColumns = Encoding.UTF8.GetString(names.Slice(0, (int)Math.Min(longestNames, names.Length))).Split('\0')[..^1];
        }
    }

    public int Count { get; }

    public int CategoryCount { get; }

    /// <summary>Bytes of all category paths together.</summary>
    public long CategoryTextBytes => _categoryText.Length;

    public ProductIdTable Ids { get; }

    /// <summary>One bit a product.</summary>
    public NativeView<ulong> Stock { get; }

    public string[] PayloadColumns { get; }

    public int CategoryOf(int ordinal) => _categoryOf[ordinal];

    public long? Price(int ordinal) => _prices[ordinal] == long.MinValue ? null : _prices[ordinal];

    public DateTimeOffset? FirstSeen(int ordinal)
    {
        long time = _firstSeen[ordinal];
        return time < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || time > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? null
            : DateTimeOffset.FromUnixTimeMilliseconds(time);
    }

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
        return start <= end && end <= _categoryText.Length ? _categoryText.Slice(start, (int)Math.Min(end - start, 1 << 20)) : default;
    }

    /// <summary>Products in the subtree of a category by their primary path.</summary>
    public (int First, int End) RangeOf(int category)
    {
        CategoryRow row = _categories[category];
        int end = _categories[Math.Clamp(row.End, category, CategoryCount)].First;
        int first = Math.Clamp(row.First, 0, Count);
        return (first, Math.Clamp(end, first, Count));
    }

    /// <summary>Adds the products of a path's subtree to a set of one bit a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddCategory(string path, ulong[] words)
    {
        int category = FindCategory(path);
        (int first, int end) = RangeOf(category);
        for (int ordinal = first; ordinal < end; ordinal++)
        {
            if ((ordinal & 63) == 0 && ordinal + 64 <= end)
            {
                words[ordinal >> 6] = ulong.MaxValue;
                ordinal += 63;
            }
            else
            {
                words[ordinal >> 6] |= 1UL << (ordinal & 63);
            }
        }

        long from = _categories[category].FurtherOffset;
        long to = _categories[Math.Clamp(_categories[category].End, category, CategoryCount)].FurtherOffset;
        for (long i = from; i < Math.Min(to, _further.Length); i++)
        {
            int ordinal = _further[i];
            if ((uint)ordinal < (uint)Count)
            {
                words[ordinal >> 6] |= 1UL << (ordinal & 63);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddPriceRange(long least, long most, ulong[] words)
    {
        for (int ordinal = 0; ordinal < Count; ordinal++)
        {
            long price = _prices[ordinal];
            if (price != long.MinValue && price >= least && price <= most)
            {
                words[ordinal >> 6] |= 1UL << (ordinal & 63);
            }
        }
    }

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

    private int FindCategory(string path)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(CategoryTree.Clean(path));
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

        if (low < CategoryCount && PathOf(low).SequenceEqual(wanted))
        {
            return low;
        }

        string? nearest = NearestPath(path);
        throw new ArgumentException($"no category \"{path}\" in this snapshot{(nearest is null ? string.Empty : $"; did you mean \"{nearest}\"?")}", nameof(path));
    }

    private string? NearestPath(string path)
    {
        string? nearest = null;
        if (path.Length > LongestSuggestion)
        {
            return null;
        }

        int least = Math.Max(3, path.Length / 2);
        for (int category = 1; category < Math.Min(CategoryCount, 20_000); category++)
        {
            if (PathOf(category).Length > LongestSuggestion)
            {
                continue;
            }

            string other = Encoding.UTF8.GetString(PathOf(category));
            bool isLastPart = other.EndsWith('/' + path, StringComparison.OrdinalIgnoreCase);
            int distance = isLastPart ? 0 : EditDistance(path, other);
            if (distance < least)
            {
                least = distance;
                nearest = other;
            }
        }

        return nearest;
    }

    private static int EditDistance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int above = row[j + 1];
                row[j + 1] = Math.Min(Math.Min(above, row[j]) + 1, diagonal + (char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]) ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
