using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Verbs;

/// <summary>`synth`: writes a seeded shop with vectors, catalogue and sessions.</summary>
internal static class SynthVerb
{
    private const string QueriesFile = "queries.fvecs";

    public static Command Create()
    {
        Option<int> products = Common.Option("--products", "Number of products.", 100_000);
        Option<int> dimension = Common.Option("--dimension", "Number of values in each vector.", 100);
        Option<int> sessions = Common.Option("--sessions", "Number of sessions.", 20_000);
        Option<ulong> seed = Common.Option<ulong>(
            "--seed", "Seed of all random choices; equal seeds give equal bytes.", 1);
        Option<string> hardness = Common.Option(
            "--hardness", "How hard the vectors are for an index: hard like text, or easy.", "hard");
        hardness.AcceptOnlyFromAmong("easy", "hard");
        Option<string> folder = new("--out") { Description = "Directory for the files.", Required = true };
        Option<int> queries = new("--queries")
        {
            Description = "Number of session vectors to write to queries.fvecs too.",
        };
        Option<bool> facets = new("--facets")
        {
            Description = "Also write the columns brand, colour and season to products.csv.",
        };
        Option<bool> json = Common.Json();
        Command verb = new(
            "synth",
            "Makes a synthetic shop: vectors.fvecs, next.fvecs, ids.txt, products.csv, sessions.csv.")
        {
            products,
            dimension,
            sessions,
            seed,
            hardness,
            folder,
            queries,
            facets,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                SyntheticShopOptions options = new()
                {
                    Products = parsed.GetValue(products),
                    Dimension = parsed.GetValue(dimension),
                    Sessions = parsed.GetValue(sessions),
                    Seed = parsed.GetValue(seed),
                    Facets = parsed.GetValue(facets),
                    Hardness = parsed.GetValue(hardness) == "easy" ? Hardness.Easy : Hardness.Hard,
                };
                string directory = parsed.GetRequiredValue(folder);
                if (parsed.GetValue(queries) < 0)
                {
                    throw new UsageException("--queries must not be negative");
                }

                // Queries of an older shop would be taken for this one's.
                if (File.Exists(Path.Combine(directory, QueriesFile)))
                {
                    File.Delete(Path.Combine(directory, QueriesFile));
                }
                long start = Stopwatch.GetTimestamp();
                using (ConsoleProgress progress = parsed.Progress())
                {
                    progress.Stage = "writing the shop";
                    ShopWriter.Write(options, directory, progress, cancellationToken);
                    if (parsed.GetValue(queries) > 0)
                    {
                        ShopWriter.WriteQueries(
                            options,
                            parsed.GetValue(queries),
                            Path.Combine(directory, QueriesFile),
                            cancellationToken);
                    }
                }

                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(
                        parsed.Out(),
                        new JsonFields
                        {
                            ["directory"] = directory,
                            ["products"] = options.Products,
                            ["dimension"] = options.Dimension,
                            ["sessions"] = options.Sessions,
                            ["seed"] = options.Seed,
                            ["hardness"] = parsed.GetValue(hardness),
                            ["seconds"] = seconds,
                        });
                }
                else
                {
                    parsed
                        .Out()
                        .WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{options.Products:N0} products and {options.Sessions:N0} sessions in {directory}, "
                                + $"{seconds:F1} s"));
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }
}
