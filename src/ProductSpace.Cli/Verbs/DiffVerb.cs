using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Comparing;
using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Verbs;

/// <summary>`diff`: shows what changed from one snapshot to another.</summary>
internal static class DiffVerb
{
    private const int DefaultSample = 1000;

    public static Command Create()
    {
        Argument<string> before = new("before") { Description = "The older snapshot (.psx)." };
        Argument<string> after = new("after") { Description = "The newer snapshot (.psx)." };
        Option<int> sample = Common.Option(
            "--sample", "Number of products whose 10 nearest are compared, spread evenly; 0 for none.", DefaultSample);
        Option<bool> json = Common.Json();
        Command verb = new(
            "diff",
            "Shows what changed from one snapshot to another: products, categories, prices, stock, names, facets, "
            + "neighbors, settings.")
        {
            before,
            after,
            sample,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                int sampled = parsed.GetValue(sample);
                if (sampled < 0)
                {
                    throw new UsageException($"--sample must be 0 or more; it is {sampled}");
                }

                using ProductIndex old = ProductIndex.Open(SnapshotPath.Of(parsed.GetRequiredValue(before)));
                using ProductIndex now = ProductIndex.Open(SnapshotPath.Of(parsed.GetRequiredValue(after)));
                using ConsoleProgress progress = parsed.Progress();
                SnapshotDifference difference = SnapshotDifference.Of(old, now, sampled, progress, cancellationToken);
                progress.Clear();
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(parsed.Out(), difference);
                }
                else
                {
                    Print(parsed.Out(), difference);
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    private static void Print(TextWriter output, SnapshotDifference difference)
    {
        if (difference.Equal)
        {
            output.WriteLine("equal: the same content hash");
            return;
        }

        foreach (SnapshotDifference.ChangedSetting setting in difference.Settings)
        {
            output.WriteLine($"{setting.Name}: {setting.Before} -> {setting.After}");
        }

        PrintList(output, "added", difference.Added);
        PrintList(output, "gone", difference.Gone);
        PrintList(output, "moved", difference.Moved);
        ProductChanges changes = difference.Changes;
        PrintChanges(output, "further categories", changes.FurtherCategories);
        PrintChanges(output, "price", changes.Prices);
        PrintChanges(output, "stock", changes.Stock);
        PrintChanges(output, "first seen", changes.FirstSeen);
        foreach ((string column, ProductList products) in changes.Payload)
        {
            PrintChanges(output, column, products);
        }

        foreach ((string facet, ProductList products) in changes.Facets)
        {
            PrintChanges(output, $"facet {facet}", products);
        }

        foreach ((string column, ProductList products) in changes.Numbers)
        {
            PrintChanges(output, $"number {column}", products);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in both: {difference.Common:N0}"));
        if (difference.Sampled > 0)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"neighbors: {100 * difference.SameNeighbors:F1} % of the 10 nearest are the same, "
                    + $"{difference.Sampled:N0} products compared"));
        }
    }

    private static void PrintChanges(TextWriter output, string what, ProductList products)
    {
        if (products.Count > 0)
        {
            PrintList(output, $"changed {what}", products);
        }
    }

    private static void PrintList(TextWriter output, string what, ProductList products)
    {
        string more = products.Count > products.Examples.Count ? "; ..." : string.Empty;
        string examples = products.Count == 0 ? string.Empty : $" ({string.Join("; ", products.Examples)}{more})";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {products.Count:N0}{examples}"));
    }
}
