using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Measuring;
using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Verbs;

/// <summary>`demo`: the whole way in half a minute: a shop, a snapshot, a check, some shoppers, some figures.</summary>
internal static class DemoVerb
{
    private const int Products = 50_000;
    private const int Dimension = 64;
    private const string Snapshot = "catalog.psx";

    public static Command Create()
    {
        Option<string?> data = new("--data") { Description = "Directory as `synth` writes it; without it a shop of 50,000 products is made." };
        Option<string?> folder = new("--out") { Description = "Keep everything in this directory; without it nothing is kept." };
        Option<bool> json = Common.Json();
        Command verb = new("demo", "Makes a shop, builds and verifies a snapshot, asks for some shoppers, measures.") { data, folder, json };
        verb.SetAction((parsed, cancellation) =>
        {
            string? kept = parsed.GetValue(folder);
            DirectoryInfo directory = kept is null ? Directory.CreateTempSubdirectory("productspace-demo-") : Directory.CreateDirectory(kept);
            try
            {
                Run(parsed, parsed.GetValue(data), directory.FullName, kept, parsed.GetValue(json), cancellation);
            }
            finally
            {
                if (kept is null)
                {
                    directory.Delete(recursive: true);
                }
            }

            return Task.FromResult(CommandLine.Done);
        });
        return verb;
    }

    private static void Run(ParseResult parsed, string? data, string directory, string? kept, bool json, CancellationToken cancellation)
    {
        TextWriter text = json ? TextWriter.Null : parsed.Out();
        string shop = data ?? directory;
        long start = Stopwatch.GetTimestamp();
        using ConsoleProgress progress = parsed.Progress();
        if (data is null)
        {
            progress.Stage = "making a shop";
            ShopWriter.Write(new SyntheticShopOptions { Products = Products, Dimension = Dimension, Sessions = 5_000, Seed = 7, Hardness = Hardness.Hard }, directory, progress, cancellation);
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1. A shop of {Products:N0} products, {Dimension} numbers each, with categories, prices and sessions ({Seconds(start):F1} s)"));
        }

        string path = Path.Combine(directory, Snapshot);
        long built = Stopwatch.GetTimestamp();
        BuildReport report = Build(shop, path, progress, cancellation);
        double buildSeconds = Seconds(built);
        text.Write("2. ");
        BuildVerb.Print(report, buildSeconds, text);

        long opened = Stopwatch.GetTimestamp();
        using ProductIndex index = ProductIndex.Open(path);
        double openMilliseconds = Seconds(opened) * 1000;
        long verified = Stopwatch.GetTimestamp();
        index.Verify(progress, cancellation);
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"3. Opened in {openMilliseconds:F1} ms; verified in {Seconds(verified):F1} s: every checksum, and {index.Info.ReachableNodes:N0} of {index.Info.Nodes:N0} nodes reachable"));
        text.WriteLine();

        DemoShoppers.Show(index, Path.Combine(shop, ShopWriter.SessionsFile), text);
        (List<BenchRow> rows, List<BenchTarget> targets) = BenchVerb.Run(index, null, 10, cancellation);
        progress.Dispose();
        text.WriteLine("5. How good and how fast (k = 10, against the exact scan, one thread)");
        BenchVerb.Print(rows, targets, text);
        text.WriteLine($"   {Processor.Name}; {string.Join(", ", Processor.InstructionSets)}");
        text.WriteLine();
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {Seconds(start):F1} s. Try next:"));
        string example = kept is null ? "shop/" + Snapshot : path;
        if (kept is null)
        {
            text.WriteLine("  productspace demo --out shop                    # the same, and keep the files");
        }

        string id = index.Count == 0 ? "ID" : index.GetProductId(index.Count / 2);
        text.WriteLine($"  productspace query {example} --product {id}");
        text.WriteLine($"  productspace bench {example}");
        text.WriteLine("  productspace build --vectors yours.npy --ids ids.txt --catalog products.csv --out yours.psx");
        if (json)
        {
            JsonOutput.Write(parsed.Out(), new { report, buildSeconds, openMilliseconds, rows, targets, processor = Processor.Name, Processor.InstructionSets, seconds = Seconds(start) });
        }
    }

    private static BuildReport Build(string shop, string path, ConsoleProgress progress, CancellationToken cancellation)
    {
        ProductIndexBuilder builder = new ProductIndexBuilder().UseVectors(Path.Combine(shop, ShopWriter.VectorsFile));
        string next = Path.Combine(shop, ShopWriter.NextFile);
        if (File.Exists(next))
        {
            builder.UseNextVectors(next);
        }

        builder.UseIdFile(Path.Combine(shop, ShopWriter.IdsFile));
        CatalogReader catalog = CatalogReader.Open(Path.Combine(shop, ShopWriter.ProductsFile), ColumnNames.Parse([]));
        return builder.UseCatalog(catalog.Read(), catalog.PayloadColumns).Build(path, progress, cancellation);
    }

    private static double Seconds(long since) => Stopwatch.GetElapsedTime(since).TotalSeconds;
}
