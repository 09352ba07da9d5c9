using System.Numerics;
using ProductSpace.Cli.Synth;
using ProductSpace.Filtering;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench;

/// <summary>
/// Bytes a product that the facets of a made shop take in the file, beside other forms of the same sets. Products stand by
/// leaf category as in a snapshot; inside of a leaf their order has nothing to do with the facets, there and here.
/// </summary>
internal static class FacetsCommand
{
    private const int RowBytes = 24;

    public static void Run(Arguments arguments)
    {
        SyntheticShopOptions options = new() { Products = arguments.Number("products", 1_000_000), Seed = (ulong)arguments.Number("seed", 1), Facets = true };
        string? target = arguments.Find("out");
        arguments.RefuseUnread();
        SyntheticShop shop = new(options);
        int[] products = shop.ByLeaf.ToArray();
        Markdown page = new();
        page.Line("# What facets take").Line()
            .Line($"`RecallBench {arguments.Line}`: {options.Products:N0} products of a made shop. Bytes a product.").Line();
        List<string[]> rows = [];
        Add("brand", product => FashionWords.Brand(shop.BrandOf(product)));
        Add("colour (1 or 2)", shop.ColoursOf);
        Add("season (or none)", shop.SeasonOf);
        Add("brand of one department", product => $"{shop.Tree.DepartmentOf(shop.LeafOf(product))} {FashionWords.Brand(shop.BrandOf(product))}");
        Add("leaf category", product => shop.Tree.PathOf(shop.LeafOf(product)));
        page.Table(["facet", "values", "members", "**in the file**", "lists / runs / bitmaps", "32-bit lists", "a bitmap a value", "smallest of three for each value", "gaps of 1 to 5 bytes", "a column of numbers"], rows);
        page.Publish(target);

        void Add(string name, Func<int, string> valueOf) => rows.Add(Measure(name, products, valueOf));
    }

    private static string[] Measure(string name, int[] products, Func<int, string> valueOf)
    {
        SortedDictionary<string, List<int>> values = new(StringComparer.Ordinal);
        for (int ordinal = 0; ordinal < products.Length; ordinal++)
        {
            foreach (string value in valueOf(products[ordinal]).Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!values.TryGetValue(value, out List<int>? members))
                {
                    values.Add(value, members = []);
                }

                members.Add(ordinal);
            }
        }

        long members32 = 0;
        long stored = 0;
        long perValue = 0;
        long gaps = 0;
        int[] forms = new int[3];
        PostingWriter writer = new();
        ulong[] set = new ulong[RowBits.WordsOf(products.Length)];
        foreach ((string value, List<int> members) in values)
        {
            set.AsSpan().Clear();
            members.ForEach(ordinal => RowBits.Set(set, ordinal));
            writer.Write(set, products.Length);
            stored += (2L * writer.Numbers.Length) + RowBytes + System.Text.Encoding.UTF8.GetByteCount(value);
            for (int chunk = 0; chunk < writer.Chunks; chunk++)
            {
                forms[writer.Numbers[(chunk * Posting.HeadNumbers) + 1]]++;
            }

            members32 += members.Count;
            perValue += Math.Min(Math.Min(4L * members.Count, 8L * new RowSet((ulong[])set.Clone()).Runs), set.Length * 8L);
            gaps += Gaps(members);
        }

        int column = values.Count < 256 ? 1 : values.Count < 65_536 ? 2 : 4;
        long further = Math.Max(0, members32 - products.Length);
        return
        [
            name, Format(values.Count, "N0"), Format((double)members32 / products.Length, "F2"), $"**{Each(stored)}**", $"{forms[0]:N0} / {forms[1]:N0} / {forms[2]:N0}",
            Each(4 * members32), Each(values.Count * 8L * set.Length), Each(perValue), Each(gaps), Each(((long)column * products.Length) + (8 * further)),
        ];

        string Each(long bytes) => Format((double)bytes / products.Length, "F2");

        static string Format(double number, string form) => Markdown.Format(number, form);
    }

    private static long Gaps(List<int> members)
    {
        long bytes = 0;
        int last = -1;
        foreach (int member in members)
        {
            bytes += 1 + (BitOperations.Log2((uint)(member - last)) / 7);
            last = member;
        }

        return bytes;
    }
}
