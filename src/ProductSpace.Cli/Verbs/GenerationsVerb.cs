using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`generations`: lists what a folder holds, and which generation is current.</summary>
internal static class GenerationsVerb
{
    public static Command Create()
    {
        Argument<string> folder = Common.Folder();
        Option<bool> json = Common.Json();
        Command verb = new("generations", "Lists the generations of a folder; a star marks the current one.")
        {
            folder,
            json,
        };
        verb.SetAction(parsed =>
        {
            GenerationFolder target = new(parsed.GetRequiredValue(folder));
            List<Row> rows = [.. target.List().Select(RowOf)];
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(
                    parsed.Out(), new JsonFields { ["folder"] = target.Directory, ["generations"] = rows });
                return ExitCode.Done;
            }

            if (rows.Count == 0)
            {
                parsed.Out().WriteLine($"{target.Directory}: no generations");
            }

            foreach (Row row in rows)
            {
                string what = row.Fault
                    ?? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{row.Products,11:N0} products  {row.FileBytes,15:N0} bytes  {row.ContentHash}");
                parsed
                    .Out()
                    .WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{(row.Current ? '*' : ' ')} {row.Generation,6}  {row.Published:yyyy-MM-dd HH:mm:ss}Z  "
                            + $"{what}"));
            }

            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>Prints the current generation, for `publish` and `rollback`.</summary>
    public static void PrintCurrent(TextWriter output, bool json, GenerationFolder folder, Generation generation)
    {
        if (json)
        {
            JsonOutput.Write(
                output,
                new JsonFields
                {
                    ["folder"] = folder.Directory,
                    ["generation"] = generation.Number,
                    ["publication"] = generation.Publication,
                    ["path"] = generation.Path,
                });
        }
        else
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{folder.Directory}: generation {generation.Number} is current"));
        }
    }

    /// <summary>Describes a generation by the header of its file; a damaged file is listed with its fault.</summary>
    private static Row RowOf(Generation generation)
    {
        Row row = new(generation.Number, generation.IsCurrent, File.GetLastWriteTimeUtc(generation.Path));
        try
        {
            using ProductIndex index = ProductIndex.Open(generation.Path);
            return row with
            {
                Products = index.Count,
                FileBytes = index.Info.FileBytes,
                ContentHash = index.Info.ContentHash,
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return row with { Fault = fault.Message };
        }
    }

    private sealed record Row(int Generation, bool Current, DateTime Published) : IJsonFields
    {
        public int Products { get; init; }

        public long FileBytes { get; init; }

        public string? ContentHash { get; init; }

        public string? Fault { get; init; }

        public JsonFields ToFields() => new()
        {
            ["generation"] = Generation,
            ["current"] = Current,
            ["published"] = Published,
            ["products"] = Products,
            ["fileBytes"] = FileBytes,
            ["contentHash"] = ContentHash,
            ["fault"] = Fault,
        };
    }
}
