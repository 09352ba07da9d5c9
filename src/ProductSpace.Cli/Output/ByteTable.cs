using System.Globalization;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Says where the bytes of a snapshot go: sections by what they are for, with bytes a product and share of the file.
/// What lies between sections, and head and table, is a part of its own, so that the parts make up the file.
/// </summary>
internal static class ByteTable
{
    private static readonly string[] s_parts =
    [
        "codes", "exact form", "graph", "cells", "calibration", "product ids", "columns", "learned", "head and gaps",
    ];

    /// <summary>Adds up the sections of each part, those of all spaces; parts without a byte are left out.</summary>
    public static ByteLine[] Of(IEnumerable<SectionEntry> sections, long fileBytes, int products)
    {
        long[] bytes = new long[s_parts.Length];
        long rest = fileBytes;
        foreach (SectionEntry entry in sections)
        {
            bytes[PartOf(entry.Id)] += entry.Length;
            rest -= entry.Length;
        }

        bytes[^1] = rest;
        return
        [
            .. Enumerable.Range(0, bytes.Length)
                .Where(part => bytes[part] > 0)
                .Select(part => new ByteLine(
                    s_parts[part],
                    bytes[part],
                    (double)bytes[part] / Math.Max(1, products),
                    (double)bytes[part] / Math.Max(1, fileBytes))),
        ];
    }

    /// <summary>Names the parts with their bytes a product, the largest first.</summary>
    public static IEnumerable<string> Largest(IEnumerable<ByteLine> lines) => lines
        .OrderByDescending(line => line.bytes)
        .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.part} {line.bytesPerProduct:F0}"));

    public static void Print(IEnumerable<ByteLine> lines, TextWriter output)
    {
        TextTable table = new(new("bytes"), new("a product", IsNumber: true), new("share", IsNumber: true));
        foreach (ByteLine line in lines)
        {
            table.Add(
                line.part,
                line.bytesPerProduct.ToString("F1", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{100 * line.share:F1} %"));
        }

        table.Write(output);
    }

    /// <summary>Number of the part that a section belongs to.</summary>
    private static int PartOf(uint id)
    {
        uint local = id & 0xFF;
        return (id >> 8) switch
        {
            0 => local switch
            {
                SectionId.ProductIdOffsets or SectionId.ProductIdText or SectionId.ProductIdSlots => 5,
                SectionId.RotationMatrix or SectionId.RotationSigns or SectionId.Radii => 0,
                SectionId.TableNames or SectionId.Popularity or SectionId.PopularByCategory
                    or SectionId.AttachmentNames or SectionId.AttachmentEnds or SectionId.AttachmentBytes => 7,
                _ => 6,
            },
            1 or 2 => local switch
            {
                SectionId.Model or SectionId.Codes or SectionId.RowErrors or SectionId.Stretch
                    or SectionId.Navigation or SectionId.NavigationAxes or SectionId.ShortCodes => 0,
                SectionId.ExactRows or SectionId.ExactScales or SectionId.GivenRows or SectionId.ResidualRows
                    or SectionId.OutlierStarts or SectionId.Outliers or SectionId.Norms => 1,
                SectionId.Neighbors or SectionId.PackedNeighbors or SectionId.EqualRows or SectionId.EqualNodes => 2,
                SectionId.Cells or SectionId.Centroids or SectionId.GroupStarts or SectionId.GroupCentroids
                    or SectionId.CellCodebook or SectionId.CellBlocks => 3,
                SectionId.Ordinals or SectionId.Slots => 6,
                >= SectionId.UpperCodes => 2,
                _ => 4,
            },
            _ => 7,
        };
    }

    /// <summary>A part, its bytes, and its share of the file from 0 to 1.</summary>
    public sealed record ByteLine(string part, long bytes, double bytesPerProduct, double share) : IJsonFields
    {
        public JsonFields ToFields() => new()
        {
            ["part"] = part,
            ["bytes"] = bytes,
            ["bytesPerProduct"] = bytesPerProduct,
            ["share"] = share,
        };
    }
}
