using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Reads the head of a snapshot: magic, versions, hashes of header and table, length, section table. A file that passes
/// has a sound head; the sections are checked where they are used, or all at once by verification.
/// </summary>
internal static class SnapshotFile
{
    public static (SnapshotHeader Header, SnapshotSections Sections) ReadHead(string path, NativeView<byte> file) =>
        ReadHead(path, file, file.Length);

    /// <summary>Reads the head of a file that is being fetched, of which perhaps only the head is available.</summary>
    public static (SnapshotHeader Header, SnapshotSections Sections) ReadHead(
        string path, NativeView<byte> file, long length) =>
        ReadHead(path, file, length, SnapshotLimits.Current);

    /// <summary>Reads the head of a file under given limits.</summary>
    internal static (SnapshotHeader Header, SnapshotSections Sections) ReadHead(
        string path, NativeView<byte> file, long length, SnapshotLimits limits)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("snapshots are read on little-endian machines only");
        }

        ReadOnlySpan<byte> magic = file.Slice(0, (int)Math.Min(8, file.Length));
        if (!magic.SequenceEqual(SnapshotLayout.MagicBytes))
        {
            bool textMode = magic.Length >= 4 && magic[1..4].SequenceEqual("PSX"u8);
            throw new SnapshotException(
                path,
                null,
                0,
                textMode ? "is a snapshot that was damaged by a text-mode transfer" : "is not a ProductSpace snapshot");
        }

        if (file.Length < SnapshotLayout.FirstSection)
        {
            throw new SnapshotException(path, null, file.Length, $"ends after {file.Length} bytes, within its header");
        }

        ReadOnlySpan<byte> bytes = file.Slice(0, SnapshotLayout.HeaderBytes);
        SnapshotHeader header = SnapshotHeader.Read(bytes);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[SnapshotLayout.HeaderHash..])
            != XxHash3.HashToUInt64(bytes[..SnapshotLayout.HeaderHash]))
        {
            throw new SnapshotException(path, "header", 0, "the header does not match its checksum");
        }

        if (header.ReaderVersion > SnapshotLayout.FormatVersion)
        {
            throw new SnapshotException(
                path,
                "header",
                SnapshotLayout.ReaderVersion,
                $"needs a reader of format {header.ReaderVersion}, but this one reads up to "
                    + $"{SnapshotLayout.FormatVersion}; update ProductSpace");
        }

        ReadOnlySpan<byte> table = file.Slice(SnapshotLayout.TableOffset, SnapshotLayout.TableBytes);
        if (header.TableHash != XxHash3.HashToUInt64(table))
        {
            throw new SnapshotException(
                path, "table", SnapshotLayout.TableOffset, "the section table does not match its checksum");
        }

        if (header.FileLength != length)
        {
            throw new SnapshotException(
                path, null, length, $"is {length} bytes long, but its header says {header.FileLength}");
        }

        CheckCounts(path, header);
        SnapshotSections sections = new(path, file, length, table, header.SectionCount);
        CheckLimits(header, sections, limits);
        if (sections.End != length)
        {
            throw new SnapshotException(
                path, null, sections.End, $"its sections end at byte {sections.End}, but the file at {length}");
        }

        return (header, sections);
    }

    private static void CheckCounts(string path, SnapshotHeader header)
    {
        SnapshotLimits most = SnapshotLimits.OfTheFormat;
        Check(header.ProductCount >= 0, SnapshotLayout.ProductCount, header.ProductCount, "products");
        Check(
            header.Dimension >= 1 && header.Dimension <= most.Dimension,
            SnapshotLayout.Dimension,
            header.Dimension,
            "as dimension");
        Check(header.SpaceCount is 1 or 2, SnapshotLayout.SpaceCount, header.SpaceCount, "spaces");
        Check(header.M >= 0 && header.M <= most.M, SnapshotLayout.M, header.M, "as M");
        Check(
            header.CategoryCount >= 1 && header.CategoryCount <= most.Categories,
            SnapshotLayout.CategoryCount,
            header.CategoryCount,
            "categories");
        for (int space = 0; space < header.SpaceCount; space++)
        {
            SpaceHeader part = header.Spaces[space];
            Check(
                part.UpperLayers >= 0 && part.UpperLayers <= (header.M == 0 ? 0 : most.Layers),
                SnapshotLayout.Spaces,
                part.UpperLayers,
                "upper layers");
            Check(part.Cells >= 0 && part.Cells <= header.ProductCount, SnapshotLayout.Spaces, part.Cells, "cells");
            Check(
                part.EqualRows >= 0 && part.EqualRows <= header.ProductCount,
                SnapshotLayout.Spaces,
                part.EqualRows,
                "equal rows");
            Check(
                part.EntryPoint >= 0 && part.EntryPoint <= Math.Max(0, header.ProductCount - 1),
                SnapshotLayout.Spaces,
                part.EntryPoint,
                "as entry point");
        }

        // Number and name are separate arguments: composing a text for each number would dominate opening a small file.
        void Check(bool good, long offset, long value, string what)
        {
            if (!good)
            {
                throw new SnapshotException(
                    path, "header", offset, $"the header declares {value} {what}, which no snapshot has");
            }
        }
    }

    /// <summary>
    /// Checks the limits of the host before anything is allocated. A limit that the host did not lower is the format's,
    /// and is checked where the count is read.
    /// </summary>
    private static void CheckLimits(SnapshotHeader header, SnapshotSections sections, SnapshotLimits limits)
    {
        SnapshotLimits highest = SnapshotLimits.OfTheFormat;
        InHeader(
            header.FileLength,
            limits.FileBytes,
            highest.FileBytes,
            SnapshotLimits.NameOfFileBytes,
            SnapshotLayout.FileLength,
            "bytes");
        InHeader(
            header.ProductCount,
            limits.Products,
            highest.Products,
            SnapshotLimits.NameOfProducts,
            SnapshotLayout.ProductCount,
            "products");
        InHeader(
            header.Dimension,
            limits.Dimension,
            highest.Dimension,
            SnapshotLimits.NameOfDimension,
            SnapshotLayout.Dimension,
            "dimensions");
        InHeader(header.M, limits.M, highest.M, SnapshotLimits.NameOfM, SnapshotLayout.M, "as M");
        InHeader(
            header.CategoryCount,
            limits.Categories,
            highest.Categories,
            SnapshotLimits.NameOfCategories,
            SnapshotLayout.CategoryCount,
            "categories");
        InHeader(
            header.SectionCount,
            limits.Sections,
            highest.Sections,
            SnapshotLimits.NameOfSections,
            SnapshotLayout.SectionCount,
            "sections");
        for (int space = 0; space < header.SpaceCount; space++)
        {
            long offset = SnapshotLayout.Spaces + (space * SnapshotLayout.SpaceBytes) + SnapshotLayout.SpaceUpperLayers;
            InHeader(
                header.Spaces[space].UpperLayers,
                limits.Layers,
                highest.Layers,
                SnapshotLimits.NameOfLayers,
                offset,
                "upper layers");
        }

        // Each of these tables has one row more than entries.
        InSection(
            SectionId.Facets,
            (sections.LengthOf(SectionId.Facets) / Unsafe.SizeOf<FacetRow>()) - 1,
            limits.Facets,
            highest.Facets,
            SnapshotLimits.NameOfFacets,
            "facets");
        InSection(
            SectionId.FacetValues,
            (sections.LengthOf(SectionId.FacetValues) / Unsafe.SizeOf<FacetValueRow>()) - 1,
            limits.FacetValues,
            highest.FacetValues,
            SnapshotLimits.NameOfFacetValues,
            "values of facets");
        long numbers = sections.LengthOf(SectionId.Numbers) / sizeof(double);
        long further = sections.LengthOf(SectionId.FurtherNumbers) / sizeof(double);
        InSection(
            SectionId.Numbers,
            numbers / Math.Max(1, header.ProductCount),
            limits.NumberColumns,
            highest.NumberColumns,
            SnapshotLimits.NameOfNumberColumns,
            "number columns");
        InSection(
            SectionId.FurtherNumbers,
            numbers == 0 ? 0 : (numbers + further + numbers - 1) / numbers,
            limits.NumbersOfProduct,
            highest.NumbersOfProduct,
            SnapshotLimits.NameOfNumbersOfProduct,
            "numbers of a product in a column");
        InSection(
            SectionId.ProductIdText,
            sections.LengthOf(SectionId.ProductIdText),
            limits.IdBytes,
            highest.IdBytes,
            SnapshotLimits.NameOfIdBytes,
            "bytes of product ids");

        void InHeader(long value, long most, long highest, string name, long offset, string what) =>
            Check("header", offset, value, most, highest, name, what);

        void InSection(uint id, long value, long most, long highest, string name, string what) =>
            Check(SectionId.NameOf(id), sections.OffsetOf(id), value, most, highest, name, what);

        void Check(string section, long offset, long value, long most, long highest, string name, string what)
        {
            if (most < highest && value > most)
            {
                throw sections.Fault(
                    section,
                    offset,
                    $"has {value} {what}, and {name} allows {most}; raise the limit if you trust the file");
            }
        }
    }
}
