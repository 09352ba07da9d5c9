using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Recommendations;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Verbs;

/// <summary>`info`: shows what a snapshot holds.</summary>
internal static class InfoVerb
{
    private const int ScreenWidth = 80;
    private const int LabelWidth = 12;

    public static Command Create()
    {
        Argument<string> snapshot = Common.Snapshot();
        Option<string?> facet = new("--facet")
        {
            Description = "Also list the values of this facet, each with its products.",
        };
        Option<bool> all = new("--all") { Description = "Also list all facets, sections and the calibration." };
        Option<bool> json = Common.Json();
        Command verb = new(
            "info",
            "Shows what a snapshot holds: counts, parameters, bytes, facets; with --all, sections and calibration.")
        {
            snapshot,
            facet,
            all,
            json,
        };
        verb.SetAction(
            (parsed, _) =>
            {
                using ProductIndex index = ProductIndex.Open(SnapshotPath.Of(parsed.GetRequiredValue(snapshot)));
                SectionLine[] sections =
                [
                    .. index.Sections.Entries.Select(
                        entry => new SectionLine(SectionId.NameOf(entry.Id), entry.Length, entry.IsRequired)),
                ];
                FacetLine[] facets = [.. index.Info.Facets.Select(name => LineOf(index, name))];
                NumberColumnSpan[] numbers = [.. index.Info.NumberColumns.Select(index.GetNumberSpan)];
                ValueLine[] values = parsed.GetValue(facet) is string name
                    ? [.. index.GetFacetValues(name).Select(value => new ValueLine(value.Value, value.Products))]
                    : [];
                var calibration = Calibrations(index);
                var cellCalibration = CellCalibrations(index);
                ByteTable.ByteLine[] bytes =
                    ByteTable.Of(index.Sections.Entries, index.Info.FileBytes, index.Count);
                double bytesAProduct = (double)index.Info.FileBytes / Math.Max(1, index.Count);
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(
                        parsed.Out(),
                        new JsonFields
                        {
                            ["info"] = index.Info,
                            ["placements"] = AttachedSettings.Placements(index),
                            ["placementsProblem"] = AttachedSettings.ProblemOfPlacements(index),
                            ["rankerProblem"] = AttachedSettings.ProblemOfRanker(index),
                            ["bytesPerProduct"] = bytesAProduct,
                            ["bytes"] = bytes,
                            ["facets"] = facets,
                            ["numbers"] = numbers,
                            ["values"] = values,
                            ["sections"] = sections,
                            ["calibration"] = calibration,
                            ["cellCalibration"] = cellCalibration,
                        });
                }
                else
                {
                    TextWriter output = parsed.Out();
                    bool isComplete = parsed.GetValue(all);
                    Print(index, bytesAProduct, isComplete ? int.MaxValue : ScreenWidth, output);
                    output.WriteLine(Row("bytes", ByteTable.Largest(bytes), ScreenWidth));
                    if (facets.Length > 0 && !isComplete)
                    {
                        output.WriteLine(
                            Row("facets", facets.Select(line => $"{line.name} ({line.values:N0})"), ScreenWidth));
                    }

                    foreach (FacetLine line in isComplete ? facets : [])
                    {
                        output.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"facet       {line.name}: {line.values:N0} values, {line.products:N0} products"));
                    }

                    foreach (NumberColumnSpan column in numbers)
                    {
                        output.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"number      {column.Name}: {column.Products:N0} products{Between(column)}"));
                    }

                    foreach (ValueLine value in values)
                    {
                        output.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"  {value.value,-28} {value.products,14:N0}"));
                    }

                    if (isComplete)
                    {
                        ByteTable.Print(bytes, output);
                        output.WriteLine("sections");
                        foreach (var section in sections)
                        {
                            output.WriteLine(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"  {section.name,-28} {section.bytes,14:N0}"));
                        }

                        PrintCalibration(index, calibration, cellCalibration, output);
                    }
                    else
                    {
                        output.WriteLine($"--all adds {sections.Length} sections, facets, calibration");
                    }
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    /// <summary>Returns the number of cells that searches scan without a graph; empty if there is one.</summary>
    private static CellCalibrationLine[] CellCalibrations(ProductIndex index)
    {
        List<CellCalibrationLine> lines = [];
        Space[] spaces = index.Info.Structures != IndexStructures.Cells ? []
            : index.HasNext ? [Space.Similar, Space.Next]
            : [Space.Similar];
        foreach (Space space in spaces)
        {
            foreach (QueryKind kind in Enum.GetValues<QueryKind>())
            {
                lines.Add(
                    new CellCalibrationLine(
                        JsonOutput.Name(space),
                        JsonOutput.Name(kind),
                        CellsFor(0.90),
                        CellsFor(0.95),
                        CellsFor(0.98)));

                int CellsFor(double target) =>
                    UnfilteredPlanner.PlanFor(index.PlannerOf(space), kind, 10, target).Cells;
            }
        }

        return [.. lines];
    }

    private static string Between(NumberColumnSpan column) => column.Products == 0
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $", {column.Least} to {column.Greatest}");

    private static FacetLine LineOf(ProductIndex index, string name)
    {
        int facet = index.Columns.Facets.Find(name);
        (int first, int end) = index.Columns.Facets.ValuesOf(facet);
        return new FacetLine(name, end - first, index.Columns.Facets.ProductsWith(facet));
    }

    private static CalibrationLine[] Calibrations(ProductIndex index)
    {
        List<CalibrationLine> lines = [];
        foreach (Space space in index.HasNext ? [Space.Similar, Space.Next] : new[] { Space.Similar })
        {
            Calibration calibration = index.PlannerOf(space).Walks;
            foreach (QueryKind kind in calibration.Rows.IsEmpty ? [] : Enum.GetValues<QueryKind>())
            {
                lines.Add(
                    new CalibrationLine(
                        JsonOutput.Name(space),
                        JsonOutput.Name(kind),
                        calibration.EfFor(kind, 10, 0.90),
                        calibration.EfFor(kind, 10, 0.95),
                        calibration.EfFor(kind, 10, 0.98)));
            }
        }

        return [.. lines];
    }

    /// <summary>Returns a line of names, cut to a width; it tells how many are missing.</summary>
    private static string Row(string what, IEnumerable<string> names, int width)
    {
        string[] all = [.. names.Select(Printable.Shown)];
        string line = what.PadRight(LabelWidth);
        for (int i = 0; i < all.Length; i++)
        {
            string next = i == 0 ? all[i] : $", {all[i]}";
            string rest = i + 1 < all.Length ? $" and {all.Length - i - 1} more" : string.Empty;
            if (i > 0 && line.Length + next.Length + rest.Length > width)
            {
                return $"{line} and {all.Length - i} more";
            }

            line += next;
        }

        return line.TrimEnd();
    }

    private static void PrintCalibration(
        ProductIndex index, CalibrationLine[] calibration, CellCalibrationLine[] cellCalibration, TextWriter output)
    {
        if (index.Info.Structures == IndexStructures.Scan)
        {
            return;
        }

        output.WriteLine(
            index.Info.M == 0 ? "cells for k = 10; 0 is the scan" : "efSearch for k = 10");
        foreach (CalibrationLine row in calibration)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {row.space,-8} {row.queries,-10} recall .90: {row.ef90,5}   .95: "
                    + $"{row.ef95,5}   .98: {row.ef98,5}"));
        }

        foreach (CellCalibrationLine row in cellCalibration)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {row.space,-8} {row.queries,-10} recall .90: {row.cells90,5}   .95: "
                    + $"{row.cells95,5}   .98: {row.cells98,5}"));
        }
    }

    private static void Print(ProductIndex index, double bytesAProduct, int width, TextWriter output)
    {
        SnapshotInfo info = index.Info;
        string[] lines =
        [
            $"file        {info.Path}",
            $"size        {info.FileBytes:N0} bytes, {bytesAProduct:F0} a product",
            $"products    {info.Products:N0} x {info.Dimension}"
            + $"{(info.HasNext ? ", with the space Next" : string.Empty)}",
            $"similarity  {JsonOutput.Name(info.Similarity)}"
            + (info.NextSimilarity is Similarity next ? $", in the space Next {JsonOutput.Name(next)}" : string.Empty),
            $"categories  {info.Categories:N0}",
            $"structures  {JsonOutput.Name(info.Structures)}",
            info.M == 0
                ? "graph       none"
                    + (info.Structures == IndexStructures.Scan ? "; every answer is exact" : string.Empty)
                : $"graph       M {info.M}, efConstruction {info.EfConstruction}, {info.ReachableNodes:N0} of "
                    + $"{info.Nodes:N0} nodes reachable",
            info.NavigateDimensions > 0
                ? $"navigation  walks compare {info.NavigateDimensions} numbers of a short code"
                : "navigation  walks compare all numbers",
            index.ViewOf(Space.Similar).Model.ExactForm switch
            {
                ExactForm.Given => "exact form  vectors as given, float32",
                ExactForm.Residual => "exact form  9 bits a number behind the codes, off by up to 2e-5",
                _ => "exact form  rounded to int16, off by up to 2e-5",
            },
            $"seed        {info.Seed}",
            $"format      {info.FormatVersion}",
            $"content     {info.ContentHash}",
            $"vectors     {info.VectorsHash}",
            Row("payload", info.PayloadColumns, width),
        ];
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }

        if (info.Tables.Count > 0 || info.HasPopularity)
        {
            string popularity = info.HasPopularity ? ", with popularity" : string.Empty;
            output.WriteLine(
                $"tables      {(info.Tables.Count > 0 ? string.Join(", ", info.Tables) : "none")}{popularity}");
        }

        if (info.Attachments.Count > 0)
        {
            output.WriteLine($"attached    {string.Join(", ", info.Attachments)}");
            if (AttachedSettings.Placements(index) is { } placements)
            {
                output.WriteLine(Row("placements", placements, width));
            }

            AttachedSettings.Print(index, output);
        }
    }

    private sealed record SectionLine(string name, long bytes, bool required) : IJsonFields
    {
        public JsonFields ToFields() => new()
        {
            ["name"] = name,
            ["bytes"] = bytes,
            ["required"] = required,
        };
    }

    private sealed record FacetLine(string name, int values, int products) : IJsonFields
    {
        public JsonFields ToFields() => new()
        {
            ["name"] = name,
            ["values"] = values,
            ["products"] = products,
        };
    }

    private sealed record ValueLine(string value, int products) : IJsonFields
    {
        public JsonFields ToFields() => new()
        {
            ["value"] = value,
            ["products"] = products,
        };
    }

    private sealed record CalibrationLine(string space, string queries, int ef90, int ef95, int ef98) : IJsonFields
    {
        public JsonFields ToFields() => new()
        {
            ["space"] = space,
            ["queries"] = queries,
            ["ef90"] = ef90,
            ["ef95"] = ef95,
            ["ef98"] = ef98,
        };
    }

    private sealed record CellCalibrationLine(
        string space,
        string queries,
        int cells90,
        int cells95,
        int cells98) : IJsonFields
    {
        public JsonFields ToFields() => new()
        {
            ["space"] = space,
            ["queries"] = queries,
            ["cells90"] = cells90,
            ["cells95"] = cells95,
            ["cells98"] = cells98,
        };
    }
}
