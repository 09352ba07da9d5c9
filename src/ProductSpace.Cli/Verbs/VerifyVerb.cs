using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Comparing;
using ProductSpace.Cli.Measuring;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`verify`: checks everything in a snapshot, or in each generation of a folder.</summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        Argument<string> snapshot = new("snapshot")
        {
            Description = "Snapshot file (.psx), or a folder of generations to check them all.",
        };
        Option<string?> sha = new("--sha256")
        {
            Description =
                "Print the SHA-256 as sha256sum does, or compare it with 64 hexadecimal digits or a file of sha256sum.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> vectors = new("--vectors")
        {
            Description =
                "Embedding file that the snapshot was built from: compare every vector with it, and the nearest of "
                + "some products in float64.",
        };
        Option<string?> ids = new("--ids") { Description = "File with the product id of each row of --vectors." };
        Option<bool> json = Common.Json();
        Command verb = new(
            "verify",
            "Checks a snapshot: checksums, padding, structure, and that every product can be reached.")
        {
            snapshot,
            sha,
            vectors,
            ids,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                string path = parsed.GetRequiredValue(snapshot);
                bool sums = parsed.GetResult(sha) is not null;
                Sha256Expectation? expected = Sha256Expectation.Parse(parsed.GetValue(sha));
                string? vectorFile = parsed.GetValue(vectors);
                if (parsed.GetValue(ids) is not null && vectorFile is null)
                {
                    throw new UsageException("--ids names the rows of --vectors; give --vectors too");
                }

                if (Directory.Exists(path))
                {
                    if (vectorFile is not null)
                    {
                        throw new UsageException("--vectors belongs to one snapshot; name a .psx file, not a folder");
                    }

                    return Task.FromResult(
                        VerifyFolder(
                            parsed,
                            new GenerationFolder(path),
                            sums,
                            expected,
                            parsed.GetValue(json),
                            cancellationToken));
                }

                long start = Stopwatch.GetTimestamp();
                using ProductIndex index = ProductIndex.Open(path);
                using ConsoleProgress progress = parsed.Progress();
                StageClock clock = new(progress);
                index.Verify(clock, cancellationToken);
                string stages = string.Join(
                    ", ",
                    clock
                        .Seconds()
                        .Select(stage =>
                            string.Create(CultureInfo.InvariantCulture, $"{stage.Stage} {stage.Seconds:F2} s")));
                string? sum = SumOf(index, sums, expected, progress, cancellationToken);
                VectorComparison? compared = vectorFile is null
                    ? null
                    : VectorComparison.Run(
                        index,
                        Float64Judge.Open(index, vectorFile, parsed.GetValue(ids), progress, cancellationToken),
                        progress,
                        cancellationToken);
                progress.Clear();
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(
                        parsed.Out(),
                        new JsonFields
                        {
                            ["sound"] = true,
                            ["path"] = path,
                            ["fileBytes"] = index.Info.FileBytes,
                            ["sections"] = index.Sections.Entries.Count,
                            ["products"] = index.Count,
                            ["nodes"] = index.Info.Nodes,
                            ["reachableNodes"] = index.Info.ReachableNodes,
                            ["contentHash"] = index.Info.ContentHash,
                            ["sha256"] = sum,
                            ["vectors"] = compared,
                            ["seconds"] = seconds,
                        });
                }
                else
                {
                    string nodes =
                        index.Info.M == 0
                            ? "no graph"
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"{index.Info.ReachableNodes:N0} of {index.Info.Nodes:N0} nodes can be reached");
                    parsed
                        .Out()
                        .WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{path}: sound. {index.Info.FileBytes:N0} bytes in {index.Sections.Entries.Count} "
                                + $"sections match their checksums; {index.Count:N0} products; {nodes}; {seconds:F2} "
                                + $"s ({stages})"));
                    PrintSum(parsed, path, sum);
                    if (compared is not null)
                    {
                        parsed.Out().WriteLine(compared);
                    }
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    /// <summary>
    /// Checks every generation, even after a damaged one. The pointer must be sound and lead to an existing generation.
    /// </summary>
    private static int VerifyFolder(
        ParseResult parsed,
        GenerationFolder folder,
        bool sums,
        Sha256Expectation? expected,
        bool json,
        CancellationToken cancellationToken)
    {
        Generation current = folder.GetCurrent();
        IReadOnlyList<Generation> generations = folder.List();
        List<object> rows = [];
        List<string> faults = generations.Any(generation => generation.IsCurrent)
            ? []
            :
            [
                $"{folder.Directory}: generation {current.Number} is current, and is not there; roll back to another "
                + "or publish again",
            ];
        foreach (Generation generation in generations)
        {
            string? fault = null;
            string? sum = null;
            try
            {
                using ProductIndex index = ProductIndex.Open(generation.Path);
                using ConsoleProgress progress = parsed.Progress();
                index.Verify(progress, cancellationToken);
                sum = SumOf(index, sums, expected, progress, cancellationToken);
            }
            catch (Exception refused) when (refused is IOException or InvalidDataException)
            {
                fault = refused.Message;
                faults.Add(fault);
            }

            rows.Add(
                new JsonFields
                {
                    ["generation"] = generation.Number,
                    ["current"] = generation.IsCurrent,
                    ["sound"] = fault is null,
                    ["fault"] = fault,
                    ["sha256"] = sum,
                });
            if (!json && fault is null)
            {
                parsed
                    .Out()
                    .WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{generation.Path}: sound{(generation.IsCurrent ? ", current" : string.Empty)}"));
                PrintSum(parsed, generation.Path, sum);
            }
        }

        if (json)
        {
            JsonOutput.Write(
                parsed.Out(),
                new JsonFields
                {
                    ["sound"] = faults.Count == 0,
                    ["folder"] = folder.Directory,
                    ["generations"] = rows,
                });
        }

        faults.ForEach(parsed.InvocationConfiguration.Error.WriteLine);
        return faults.Count == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    /// <summary>Returns the sum of the bytes that were checked, not of what the path leads to by now.</summary>
    private static string? SumOf(
        ProductIndex index,
        bool wanted,
        Sha256Expectation? expected,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (!wanted)
        {
            return null;
        }

        string sum = Sha256Expectation.Of(index.Sections.File, progress, cancellationToken);
        expected?.Check(index.Info.Path, sum);
        return sum;
    }

    private static void PrintSum(ParseResult parsed, string path, string? sum)
    {
        if (sum is not null)
        {
            parsed.Out().WriteLine($"{sum}  {Path.GetFileName(path)}");
        }
    }
}
