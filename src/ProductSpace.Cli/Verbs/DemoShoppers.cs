using System.Globalization;
using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Verbs;

/// <summary>Searches a snapshot with a few sessions of a shop, and shows the answers in readable form.</summary>
internal static class DemoShoppers
{
    private const int Shoppers = 3;
    private const int Results = 5;
    private const int BarWidth = 20;

    public static void Show(ProductIndex index, string sessionsFile, TextWriter output)
    {
        int number = 0;
        foreach (string[] viewed in ReadSessions(sessionsFile))
        {
            if (!index.TryGetOrdinal(viewed[^1], out int last))
            {
                continue;
            }

            number++;
            output.WriteLine($"6.{number} A shopper viewed");
            foreach (string id in viewed)
            {
                if (index.TryGetOrdinal(id, out int ordinal))
                {
                    output.WriteLine($"     {Describe(index, ordinal)}");
                }
            }

            Answer(index, viewed, default, "similar products", output);
            string category = index.GetCategory(last);
            string department = category.Split('/')[0];
            ProductFilter filter = index.CreateFilter(f => f.InCategory(category).InStock());
            Answer(
                index,
                viewed,
                new SearchOptions { Filter = filter },
                $"only {category}, in stock ({filter.Count:N0} products)",
                output);
            if (index.HasNext)
            {
                ProductFilter other = index.CreateFilter(f => f.InCategory(department).NotInCategory(category));
                Answer(
                    index,
                    viewed,
                    new SearchOptions { Space = Space.Next, Filter = other },
                    $"what comes next, {department} without {category}",
                    output);
            }

            output.WriteLine();
        }
    }

    private static void Answer(
        ProductIndex index,
        string[] viewed,
        SearchOptions options,
        string title,
        TextWriter output)
    {
        Span<Neighbor> hits = new Neighbor[Results];
        SearchResult result = index.SearchSession(viewed, hits, options);
        output.WriteLine($"   {title} (by {JsonOutput.Name(result.Strategy)}):");
        foreach (Neighbor hit in hits[..result.Count])
        {
            int filled = (int)Math.Round(Math.Clamp(hit.Similarity, 0, 1) * BarWidth);
            string bar = new string('#', filled) + new string('.', BarWidth - filled);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"     {bar} {hit.Similarity:F2}  {Describe(index, hit.Ordinal)}"));
        }
    }

    private static string Describe(ProductIndex index, int ordinal)
    {
        string name = index.Info.PayloadColumns.Contains("name")
            ? index.GetPayload(ordinal, "name")
            : index.GetProductId(ordinal);
        string price = index.GetPrice(ordinal) is long cents
            ? string.Create(CultureInfo.InvariantCulture, $"{cents / 100.0,8:F2}")
            : new string(' ', 8);
        return $"{name,-44} {price}  {index.GetCategory(ordinal)}";
    }

    /// <summary>Reads the first sessions of three to five views.</summary>
    private static IEnumerable<string[]> ReadSessions(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        string current = string.Empty;
        List<string> viewed = [];
        int given = 0;
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
                    if (++given == Shoppers)
                    {
                        yield break;
                    }
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
