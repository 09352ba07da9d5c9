using System.Globalization;
using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Verbs;

/// <summary>
/// Asks a snapshot as a shop's pages do, and shows the answers: what is similar to a product beside what comes next,
/// and what a shopper sees after some views, under a filter.
/// </summary>
internal static class DemoShoppers
{
    private const int Results = 5;
    private const int Compared = 10;
    private const int Sample = 300;
    private const int Tried = 500;
    private const string Indent = "     ";

    /// <summary>Shows both lists of one product, and how much the lists of many products have in common.</summary>
    /// <returns>The mean number of the first ten products that stand in both lists.</returns>
    public static double ShowTwoQuestions(ProductIndex index, string sessionsFile, TextWriter output)
    {
        int product = Choose(index, sessionsFile);
        output.WriteHeading("6. One product, two questions");
        ProductTable asked = new(index);
        asked.Add(product);
        asked.Write(output, Indent);
        output.WriteHeading("   What could replace it (the space Similar)");
        Table(index, product, Space.Similar).Write(output, Indent);
        output.WriteHeading("   What shoppers look at next (the space Next)");
        Table(index, product, Space.Next).Write(output, Indent);
        output.WriteLine("   This product is one whose lists are clearest.");
        double shared = Shared(index);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"   Of {Compared} products each, the two lists share {shared:F1} (mean of {Math.Min(Sample, index.Count)} "
            + $"products)"));
        output.WriteLine();
        return shared;
    }

    /// <summary>Shows what a shopper would see who viewed some products, of one category and in stock.</summary>
    public static void ShowShopper(ProductIndex index, string sessionsFile, TextWriter output)
    {
        foreach (string[] viewed in ReadSessions(sessionsFile))
        {
            if (!index.TryGetOrdinal(viewed[^1], out int last))
            {
                continue;
            }

            output.WriteHeading("7. A shopper viewed");
            ProductTable asked = new(index);
            foreach (string id in viewed)
            {
                if (index.TryGetOrdinal(id, out int ordinal))
                {
                    asked.Add(ordinal);
                }
            }

            asked.Write(output, Indent);
            string category = index.GetCategory(last);
            ProductFilter filter = index.CreateFilter(f => f.InCategory(category).InStock());
            Neighbor[] hits = new Neighbor[Results];
            SearchResult result = index.SearchSession(viewed, hits, new SearchOptions { Filter = filter });
            output.WriteHeading(string.Create(
                CultureInfo.InvariantCulture,
                $"   What comes next, only {category} and in stock ({filter.Count:N0} products)"));
            Table(index, hits[..result.Count]).Write(output, Indent);
            output.WriteLine();
            return;
        }
    }

    private static ProductTable Table(ProductIndex index, int product, Space space) =>
        Table(index, Ask(index, product, space));

    private static Neighbor[] Ask(ProductIndex index, int product, Space space)
    {
        Neighbor[] hits = new Neighbor[Results];
        SearchResult result = index.SearchSession([product], hits, new SearchOptions { Space = space });
        return hits[..result.Count];
    }

    /// <summary>
    /// Returns the first product viewed in the log whose similar products are all of its category and whose next ones
    /// are not; the first viewed at all where there is none.
    /// </summary>
    private static int Choose(ProductIndex index, string sessionsFile)
    {
        int first = -1;
        foreach (string[] viewed in ReadSessions(sessionsFile).Take(Tried))
        {
            if (!index.TryGetOrdinal(viewed[0], out int product))
            {
                continue;
            }

            first = first < 0 ? product : first;
            string category = index.GetCategory(product);
            if (Ask(index, product, Space.Similar).All(hit => index.GetCategory(hit.Ordinal) == category)
                && Ask(index, product, Space.Next).All(hit => index.GetCategory(hit.Ordinal) != category))
            {
                return product;
            }
        }

        return Math.Max(0, first);
    }

    private static ProductTable Table(ProductIndex index, Neighbor[] hits)
    {
        ProductTable table = new(index, "similarity");
        foreach (Neighbor hit in hits)
        {
            table.Add(hit.Ordinal, hit.Similarity);
        }

        return table;
    }

    /// <summary>Counts what the first products of both lists have in common, over products spread evenly.</summary>
    private static double Shared(ProductIndex index)
    {
        int count = Math.Min(Sample, index.Count);
        Neighbor[] similar = new Neighbor[Compared];
        Neighbor[] next = new Neighbor[Compared];
        long shared = 0;
        for (int i = 0; i < count; i++)
        {
            int product = (int)((long)i * index.Count / count);
            int a = index.SearchSession([product], similar, new SearchOptions { Space = Space.Similar }).Count;
            int b = index.SearchSession([product], next, new SearchOptions { Space = Space.Next }).Count;
            shared += similar[..a].Select(hit => hit.Ordinal).Intersect(next[..b].Select(hit => hit.Ordinal)).Count();
        }

        return (double)shared / Math.Max(1, count);
    }

    /// <summary>Reads the sessions of three to five products.</summary>
    private static IEnumerable<string[]> ReadSessions(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        string current = string.Empty;
        List<string> viewed = [];
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] cells = line.Split(',');
            if (cells.Length < 3)
            {
                continue;
            }

            if (cells[0] != current)
            {
                if (viewed.Count is >= 3 and <= 5)
                {
                    yield return [.. viewed];
                }

                current = cells[0];
                viewed.Clear();
            }

            if (!viewed.Contains(cells[2]))
            {
                viewed.Add(cells[2]);
            }
        }
    }
}
