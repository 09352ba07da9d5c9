using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>Numbers of many products at once, for a ranker: one entry into the index, nothing allocated.</summary>
public sealed partial class ProductIndex
{
    /// <summary>No category tree is deeper than a forged one may claim to be.</summary>
    private const int MaxCategoryDepth = 64;

    /// <summary>Reads the numbers of products: from the delta first, then from the snapshot.</summary>
    /// <param name="ordinals">Ordinals of products; others get numbers that say nothing.</param>
    /// <param name="numbers">Receives the numbers of each.</param>
    /// <param name="beside">Category whose path is compared with theirs; -1 for none.</param>
    internal void ReadNumbers(ReadOnlySpan<int> ordinals, Span<ProductNumbers> numbers, int beside = -1)
    {
        DeltaLog? log = DeltaLog;
        Enter();
        try
        {
            for (int i = 0; i < ordinals.Length; i++)
            {
                numbers[i] = NumbersOf(ordinals[i], log);
                numbers[i].SharedDepth = SharedDepth(Columns, beside, numbers[i].Category);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Returns when the newest product of the snapshot came into the shop; <see cref="ProductNumbers.Unknown"/> if no
    /// product tells. Reads all products.
    /// </summary>
    internal long NewestFirstSeen()
    {
        const int block = 4096;
        Enter();
        try
        {
            long newest = ProductNumbers.Unknown;
            for (int first = 0; first < Count; first += block)
            {
                foreach (long time in Columns.Numbers(TermKind.FirstSeen, first, Math.Min(block, Count - first)))
                {
                    newest = time > newest && ProductColumns.TimeOf(time) is not null ? time : newest;
                }
            }

            return newest;
        }
        finally
        {
            Exit();
        }
    }

    private ProductNumbers NumbersOf(int ordinal, DeltaLog? log)
    {
        DeltaAttributes? said = log?.AttributesOf(ordinal, log.Count);
        int product = said?.Base ?? ordinal;
        bool isOfSnapshot = (uint)product < (uint)Count;
        ProductNumbers numbers = new()
        {
            Price = ProductNumbers.Unknown,
            FirstSeen = ProductNumbers.Unknown,
            Category = -1,
        };
        if (isOfSnapshot)
        {
            numbers.Price = Columns.Numbers(TermKind.Price, product, 1)[0];
            numbers.FirstSeen = Columns.Numbers(TermKind.FirstSeen, product, 1)[0];
            numbers.Category = Columns.CategoryOf(product);
            if (_snapshot.Popularity is PopularityView popularity)
            {
                numbers.Popularity = popularity[product];
                numbers.Trend = popularity.TrendOf(product);
            }

            numbers.IsInStock = Columns.IsInStock(product);
        }

        if (said is not null)
        {
            numbers.Price = said.Price;
            numbers.FirstSeen = said.FirstSeen;
            numbers.Category = said.Place?.Primary ?? numbers.Category;
            numbers.IsInStock = said.InStock;
        }

        if (ProductColumns.TimeOf(numbers.FirstSeen) is null)
        {
            numbers.FirstSeen = ProductNumbers.Unknown;
        }

        return numbers;
    }

    /// <summary>Returns the number of parts that the paths of two categories share from the root on.</summary>
    private static int SharedDepth(ProductColumns columns, int category, int other)
    {
        int up = category;
        for (int steps = 0; steps < MaxCategoryDepth && (uint)up < (uint)columns.CategoryCount; steps++)
        {
            if (other >= up && other < columns.EndOf(up))
            {
                return DepthOf(columns, up);
            }

            up = columns.ParentOf(up);
        }

        return 0;
    }

    private static int DepthOf(ProductColumns columns, int category)
    {
        int depth = -1;
        for (int up = category; depth < MaxCategoryDepth && (uint)up < (uint)columns.CategoryCount; depth++)
        {
            up = columns.ParentOf(up);
        }

        return Math.Max(0, depth);
    }
}
