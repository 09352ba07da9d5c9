using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Reads the head of a snapshot: magic, versions, hashes of header and table, length, section table. What passes here has
/// a sound head; what the sections hold is checked where it is used, or all at once by verification.
/// </summary>
internal static class SnapshotFile
{
    public static (SnapshotHeader Header, SnapshotSections Sections) ReadHead(string path, NativeView<byte> file) => ReadHead(path, file, file.Length);

    /// <summary>The head of a file of which perhaps only the head is at hand: one that is being fetched.</summary>
    public static (SnapshotHeader Header, SnapshotSections Sections) ReadHead(string path, NativeView<byte> file, long length) =>
        ReadHead(path, file, length, SnapshotCaps.Current);

    /// <summary>The same with caps of its own.</summary>
    internal static (SnapshotHeader Header, SnapshotSections Sections) ReadHead(string path, NativeView<byte> file, long length, SnapshotCaps caps)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("snapshots are read on little-endian machines only");
        }

        ReadOnlySpan<byte> magic = file.Slice(0, (int)Math.Min(8, file.Length));
        if (!magic.SequenceEqual(SnapshotLayout.MagicBytes))
        {
            bool textMode = magic.Length >= 4 && magic[1..4].SequenceEqual("PSX"u8);
            throw new SnapshotException(path, null, 0, textMode ? "is a snapshot damaged by a transfer in text mode" : "is no ProductSpace snapshot");
        }

        if (file.Length < SnapshotLayout.FirstSection)
        {
            throw new SnapshotException(path, null, file.Length, $"ends after {file.Length} bytes, inside of its header");
        }

        ReadOnlySpan<byte> bytes = file.Slice(0, SnapshotLayout.HeaderBytes);
        SnapshotHeader header = SnapshotHeader.Read(bytes);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[SnapshotLayout.HeaderHash..]) != XxHash3.HashToUInt64(bytes[..SnapshotLayout.HeaderHash]))
        {
            throw new SnapshotException(path, "header", 0, "the header does not match its checksum");
        }

        if (header.ReaderVersion > SnapshotLayout.FormatVersion)
        {
            throw new SnapshotException(path, "header", SnapshotLayout.ReaderVersion, $"needs a reader of format {header.ReaderVersion}, this one reads up to {SnapshotLayout.FormatVersion}; update ProductSpace");
        }

        ReadOnlySpan<byte> table = file.Slice(SnapshotLayout.TableOffset, SnapshotLayout.TableBytes);
        if (header.TableHash != XxHash3.HashToUInt64(table))
        {
            throw new SnapshotException(path, "table", SnapshotLayout.TableOffset, "the section table does not match its checksum");
        }

        if (header.FileLength != length)
        {
            throw new SnapshotException(path, null, length, $"is {length} bytes long, its header says {header.FileLength}");
        }

        CheckCounts(path, header);
        SnapshotSections sections = new(path, file, length, table, header.SectionCount);
        CheckCaps(header, sections, caps);
        if (sections.End != length)
        {
            throw new SnapshotException(path, null, sections.End, $"its sections end at byte {sections.End}, the file at {length}");
        }

        return (header, sections);
    }

    private static void CheckCounts(string path, SnapshotHeader header)
    {
        SnapshotCaps most = SnapshotCaps.OfTheFormat;
        Check(header.ProductCount >= 0, SnapshotLayout.ProductCount, header.ProductCount, "products");
        Check(header.Dimension >= 1 && header.Dimension <= most.Dimension, SnapshotLayout.Dimension, header.Dimension, "as dimension");
        Check(header.SpaceCount is 1 or 2, SnapshotLayout.SpaceCount, header.SpaceCount, "spaces");
        Check(header.M >= 0 && header.M <= most.M, SnapshotLayout.M, header.M, "as M");
        Check(header.CategoryCount >= 1 && header.CategoryCount <= most.Categories, SnapshotLayout.CategoryCount, header.CategoryCount, "categories");
        for (int space = 0; space < header.SpaceCount; space++)
        {
            SpaceHeader part = header.Spaces[space];
            Check(part.UpperLayers >= 0 && part.UpperLayers <= (header.M == 0 ? 0 : most.Layers), SnapshotLayout.Spaces, part.UpperLayers, "upper layers");
            Check(part.Cells >= 0 && part.Cells <= header.ProductCount, SnapshotLayout.Spaces, part.Cells, "cells");
            Check(part.EqualRows >= 0 && part.EqualRows <= header.ProductCount, SnapshotLayout.Spaces, part.EqualRows, "equal rows");
            Check(part.EntryPoint >= 0 && part.EntryPoint <= Math.Max(0, header.ProductCount - 1), SnapshotLayout.Spaces, part.EntryPoint, "as entry point");
        }

        // Number and name apart: a text made for each number would be the larger part of opening a small file.
        void Check(bool good, long offset, long value, string what)
        {
            if (!good)
            {
                throw new SnapshotException(path, "header", offset, $"the header tells of {value} {what}, which no snapshot has");
            }
        }
    }

    /// <summary>
    /// What the host of the process allows; refused before anything is allocated for it. A cap that the host did not lower is
    /// the format's, and is looked at where that is read.
    /// </summary>
    private static void CheckCaps(SnapshotHeader header, SnapshotSections sections, SnapshotCaps caps)
    {
        SnapshotCaps highest = SnapshotCaps.OfTheFormat;
        InHeader(header.FileLength, caps.FileBytes, highest.FileBytes, SnapshotCaps.NameOfFileBytes, SnapshotLayout.FileLength, "bytes");
        InHeader(header.ProductCount, caps.Products, highest.Products, SnapshotCaps.NameOfProducts, SnapshotLayout.ProductCount, "products");
        InHeader(header.Dimension, caps.Dimension, highest.Dimension, SnapshotCaps.NameOfDimension, SnapshotLayout.Dimension, "dimensions");
        InHeader(header.M, caps.M, highest.M, SnapshotCaps.NameOfM, SnapshotLayout.M, "as M");
        InHeader(header.CategoryCount, caps.Categories, highest.Categories, SnapshotCaps.NameOfCategories, SnapshotLayout.CategoryCount, "categories");
        InHeader(header.SectionCount, caps.Sections, highest.Sections, SnapshotCaps.NameOfSections, SnapshotLayout.SectionCount, "sections");
        for (int space = 0; space < header.SpaceCount; space++)
        {
            long offset = SnapshotLayout.Spaces + (space * SnapshotLayout.SpaceBytes) + SnapshotLayout.SpaceUpperLayers;
            InHeader(header.Spaces[space].UpperLayers, caps.Layers, highest.Layers, SnapshotCaps.NameOfLayers, offset, "upper layers");
        }

        // Each of these tables has one row more than things.
        InSection(SectionId.Facets, (sections.LengthOf(SectionId.Facets) / Unsafe.SizeOf<FacetRow>()) - 1, caps.Facets, highest.Facets, SnapshotCaps.NameOfFacets, "facets");
        InSection(SectionId.FacetValues, (sections.LengthOf(SectionId.FacetValues) / Unsafe.SizeOf<FacetValueRow>()) - 1, caps.FacetValues, highest.FacetValues, SnapshotCaps.NameOfFacetValues, "values of facets");
        InSection(SectionId.ProductIdText, sections.LengthOf(SectionId.ProductIdText), caps.IdBytes, highest.IdBytes, SnapshotCaps.NameOfIdBytes, "bytes of product ids");

        void InHeader(long value, long most, long highest, string name, long offset, string what) =>
            Check("header", offset, value, most, highest, name, what);

        void InSection(uint id, long value, long most, long highest, string name, string what) =>
            Check(SectionId.NameOf(id), sections.OffsetOf(id), value, most, highest, name, what);

        void Check(string section, long offset, long value, long most, long highest, string name, string what)
        {
            if (most < highest && value > most)
            {
                throw sections.Fault(section, offset, $"has {value} {what}, and {name} allows {most}; raise it, if you trust the file");
            }
        }
    }
}
