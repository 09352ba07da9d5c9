using System.Linq;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Judges how well the rows of a catalogue met the vectors, and tells how ids that did not meet differ. Ids are
/// compared byte by byte; nothing is corrected in silence.
/// </summary>
internal static class CatalogJoin
{
    /// <summary>Rows without a vector that are looked at.</summary>
    public const int Sample = 1000;

    /// <summary>At least one in this many has to meet.</summary>
    private const int LeastShare = 10;

    private static readonly (string Name, Func<string, string> Of)[] s_forms =
    [
        ("without blanks around them", id => id.Trim()),
        ("without the \".0\" after whole numbers", WithoutFraction),
        ("without leading zeros", WithoutZeros),
        ("in one Unicode normal form", NormalForm.Of),
        ("without regard to case", id => id.ToLowerInvariant()),
        ("without quotes around them", id => id.Trim('"', '\'')),
        (
            "without blanks, quotes, case, leading zeros and \".0\"",
            id => WithoutZeros(WithoutFraction(NormalForm.Of(id).Trim().Trim('"', '\'').ToLowerInvariant()))),
    ];

    /// <summary>Returns the report of a catalogue.</summary>
    /// <exception cref="BuildInputException">too few rows have the id of a vector, and that is not allowed.</exception>
    public static CatalogReport Check(Catalog catalog, Utf8List ids, bool allowUnjoined)
    {
        int met = catalog.HasRow.Count(true);
        int rows = catalog.Rows - catalog.VariantRows;
        string? near = catalog.Unmet.Count > 0 && met < ids.Count ? NearMiss(catalog, ids) : null;
        if (!allowUnjoined && (long)met * LeastShare < Math.Min(rows, ids.Count))
        {
            (string id, string where) = catalog.Unmet[0];
            throw new BuildInputException(
                $"{where}: the catalogue and the vectors do not belong together: {met} of {rows} products of the "
                    + $"catalogue have a vector, \"{Printable.Shown(id)}\" has none; "
                    + (near ?? $"the first vector is of \"{Printable.Shown(Encoding.UTF8.GetString(ids[0]))}\"")
                    + "; write the same ids in both, or build as it is (--allow-unjoined-catalog)");
        }

        long[] prices = [.. catalog.Prices.Where(price => price != long.MinValue)];
        long[] times = [.. catalog.FirstSeen.Where(time => time != long.MinValue)];
        return new CatalogReport
        {
            Rows = catalog.Rows,
            Joined = catalog.Rows - catalog.WithoutVector,
            VariantRows = catalog.VariantRows,
            Products = met,
            WithCategory = catalog.Primary.Count(category => category != 0),
            Categories = catalog.Tree.Count - 1,
            CategoryLevels = catalog.Tree.Paths.Max(path => path.Length == 0 ? 0 : path.AsSpan().Count('/') + 1),
            WithPrice = prices.Length,
            LeastPrice = prices.Length == 0 ? null : prices.Min(),
            GreatestPrice = prices.Length == 0 ? null : prices.Max(),
            InStock = catalog.InStock.AsSpan().Count(true),
            WithFirstSeen = times.Length,
            FirstSeenFrom = times.Length == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(times.Min()),
            FirstSeenTo = times.Length == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(times.Max()),
            Facets =
            [
                .. catalog.Facets.Names.Select((name, facet) => new CatalogFacetCount(
                    name, catalog.Facets.ProductsOf(facet), catalog.Facets.ValuesOf(facet).Count)),
            ],
            Numbers = [.. catalog.Numbers.Names.Select((_, column) => catalog.Numbers.SpanOf(column))],
            NearMiss = near,
        };
    }

    /// <summary>Finds the difference that keeps most of the looked at rows from products without a row.</summary>
    private static string? NearMiss(Catalog catalog, Utf8List ids)
    {
        Dictionary<string, string>[] wanted = Array.ConvertAll(s_forms, form =>
        {
            Dictionary<string, string> rowOf = new(StringComparer.Ordinal);
            foreach ((string id, string _) in catalog.Unmet)
            {
                rowOf.TryAdd(form.Of(id), id);
            }

            return rowOf;
        });
        int[] counts = new int[s_forms.Length];
        (string Row, string Product)[] examples = new (string, string)[s_forms.Length];
        for (int product = 0; product < ids.Count; product++)
        {
            if (catalog.HasRow[product])
            {
                continue;
            }

            string id = Encoding.UTF8.GetString(ids[product]);
            for (int form = 0; form < s_forms.Length; form++)
            {
                if (wanted[form].TryGetValue(s_forms[form].Of(id), out string? row) && counts[form]++ == 0)
                {
                    examples[form] = (row, id);
                }
            }
        }

        int best = Array.IndexOf(counts, counts.Max());
        return counts[best] == 0
            ? null
            : $"ids meet {s_forms[best].Name}: the catalogue has \"{Printable.Shown(examples[best].Row)}\", the "
                + $"vectors \"{Printable.Shown(examples[best].Product)}\"";
    }

    private static string WithoutFraction(string id)
    {
        int point = id.LastIndexOf('.');
        bool isFraction = point > 0
            && point < id.Length - 1
            && id.AsSpan(point + 1).IndexOfAnyExcept('0') < 0
            && IsWhole(id.AsSpan(0, point));
        return isFraction ? id[..point] : id;
    }

    private static string WithoutZeros(string id) =>
        id.Length > 1 && IsWhole(id) ? id.TrimStart('0').PadLeft(1, '0') : id;

    private static bool IsWhole(ReadOnlySpan<char> id) => id.IndexOfAnyExceptInRange('0', '9') < 0;
}
