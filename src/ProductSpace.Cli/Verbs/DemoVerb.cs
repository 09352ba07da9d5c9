using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Measuring;
using ProductSpace.Cli.Output;
using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Verbs;

/// <summary>
/// `demo`: shows everything in half a minute: a shop's log, a model, a snapshot, a check, some shoppers, some figures.
/// Everything that it makes stays in one folder, to go on with.
/// </summary>
internal static class DemoVerb
{
    private const int Products = 6_000;

    /// <summary>Number of sessions that gives most products some dozen views.</summary>
    private const int Sessions = 60_000;
    private const string Folder = "productspace-demo";
    private const string ModelFolder = "model";
    private const string Snapshot = "catalog.psx";

    public static Command Create()
    {
        Option<string?> data = new("--data")
        {
            Description =
                "Directory as `synth` writes it, of which products.csv and sessions.csv are used. Default: a "
                + "synthetic shop of 6,000 products.",
        };
        Option<string> folder = Common.Option(
            "--out", "Directory to keep everything in; what an earlier run left there is replaced.", Folder);
        Option<bool> json = Common.Json();
        Command verb = new(
            "demo",
            "Makes a shop, cleans its log, trains, builds and verifies a snapshot, asks for some shoppers, measures.")
        {
            data,
            folder,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                string directory = parsed.GetRequiredValue(folder);
                Directory.CreateDirectory(directory);
                Run(parsed, parsed.GetValue(data), directory, parsed.GetValue(json), cancellationToken);
                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    private static void Run(
        ParseResult parsed,
        string? data,
        string directory,
        bool json,
        CancellationToken cancellationToken)
    {
        TextWriter text = json ? TextWriter.Null : parsed.Out();
        string shop = data ?? directory;
        long start = Stopwatch.GetTimestamp();
        using ConsoleProgress progress = parsed.Progress();
        if (data is null)
        {
            progress.Stage = "making a shop";
            ShopWriter.Write(
                new SyntheticShopOptions
                {
                    Products = Products,
                    Dimension = DemoTraining.Dimension,
                    Sessions = Sessions,
                    Seed = 7,
                    Matches = true,
                },
                directory,
                progress,
                cancellationToken);
            progress.Clear();
            text.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"1. A shop of {Products:N0} products with categories and prices, and {Sessions:N0} visits of its "
                    + $"shoppers ({Seconds(start):F1} s)"));
        }

        string path = Path.Combine(directory, Snapshot);
        string model = Path.Combine(directory, ModelFolder);
        DemoTraining training = DemoTraining.Run(shop, model, text, progress, cancellationToken);
        long built = Stopwatch.GetTimestamp();
        BuildReport report = Build(model, shop, path, progress, cancellationToken);
        double buildSeconds = Seconds(built);
        progress.Clear();
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"4. Built: {report.Products:N0} products in {report.Path}, {report.FileBytes / 1e6:F1} MB "
            + $"({buildSeconds:F1} s)"));

        long opened = Stopwatch.GetTimestamp();
        using ProductIndex index = ProductIndex.Open(path);
        double openMilliseconds = Seconds(opened) * 1000;
        long verified = Stopwatch.GetTimestamp();
        index.Verify(progress, cancellationToken);
        text.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"5. Opened in {openMilliseconds:F1} ms; checked in {Seconds(verified):F1} s: every checksum, and that "
                + $"searches can reach every product"));
        text.WriteLine();

        string sessions = Path.Combine(shop, ShopWriter.SessionsFile);
        double shared = DemoShoppers.ShowTwoQuestions(index, sessions, text);
        DemoShoppers.ShowShopper(index, sessions, text);
        (List<BenchRow> rows, List<BenchTarget> targets, _) = BenchVerb.Run(
            index,
            null,
            10,
            judge: null,
            hasGrid: false,
            progress,
            cancellationToken);
        progress.Dispose();
        BenchVerb.PrintHeading(10, "a full scan", text, "8. ");
        BenchVerb.Print(rows, targets, text);
        text.WriteLine($"   {Processor.Name}; {string.Join(", ", Processor.InstructionSets)}");
        text.WriteLine();
        text.WriteHeading(string.Create(
            CultureInfo.InvariantCulture,
            $"Done in {Seconds(start):F1} s; everything is kept in {directory}. Try next:"));
        string id = index.Count == 0 ? "ID" : index.GetProductId(index.Count / 2);
        text.WriteLine($"  productspace query {path} --product {id}");
        text.WriteLine($"  productspace bench {path}");
        text.WriteLine("  productspace train --events yours.csv --catalog products.csv --hold-out 0.02 --out model");
        text.WriteLine("  productspace build --model model --out yours.psx");
        if (json)
        {
            JsonOutput.Write(
                parsed.Out(),
                new JsonFields
                {
                    ["training"] = training,
                    ["report"] = report,
                    ["buildSeconds"] = buildSeconds,
                    ["openMilliseconds"] = openMilliseconds,
                    ["directory"] = directory,
                    ["sharedOfTen"] = shared,
                    ["rows"] = rows,
                    ["targets"] = targets,
                    ["processor"] = Processor.Name,
                    ["instructionSets"] = Processor.InstructionSets,
                    ["seconds"] = Seconds(start),
                });
        }
    }

    private static BuildReport Build(
        string model,
        string shop,
        string path,
        ConsoleProgress progress,
        CancellationToken cancellationToken)
    {
        string catalogFile = Path.Combine(shop, ShopWriter.ProductsFile);
        BuildSources sources = BuildSources.Of(model, null, null, null, catalogFile, cancellationToken);
        CatalogReader catalog = CatalogReader.Open(catalogFile, ColumnNames.None);
        return new ProductIndexBuilder()
            .UseVectors(sources.Vectors)
            .UseNextVectors(sources.Next!)
            .UseIdFile(sources.Ids!)
            .UseCatalog(catalog.Read(), catalog.PayloadColumns)
            .Build(path, progress, cancellationToken);
    }

    private static double Seconds(long since) => Stopwatch.GetElapsedTime(since).TotalSeconds;
}
