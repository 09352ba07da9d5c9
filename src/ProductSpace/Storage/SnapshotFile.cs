using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Reads the head of a snapshot: magic, versions, hashes of header and table, length, section table. What passes here has
/// a sound head; what the sections hold is checked where it is used, or all at once by verification.
/// </summary>
internal static class SnapshotFile
{
    private const int MaxUpperLayers = 32;

    public static (SnapshotHeader Header, SnapshotSections Sections) ReadHead(string path, NativeView<byte> file) => ReadHead(path, file, file.Length);

    /// <summary>The head of a file of which perhaps only the head is at hand: one that is being fetched.</summary>
    public static (SnapshotHeader Header, SnapshotSections Sections) ReadHead(string path, NativeView<byte> file, long length)
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
        CheckCaps(path, header, SnapshotCaps.Current);
        SnapshotSections sections = new(path, file, length, table, header.SectionCount);
        if (sections.End != length)
        {
            throw new SnapshotException(path, null, sections.End, $"its sections end at byte {sections.End}, the file at {length}");
        }

        return (header, sections);
    }

    private static void CheckCounts(string path, SnapshotHeader header)
    {
        SnapshotCaps most = SnapshotCaps.OfTheFormat;
        Check(header.ProductCount >= 0, SnapshotLayout.ProductCount, $"{header.ProductCount} products");
        Check(header.Dimension >= 1 && header.Dimension <= most.Dimension, SnapshotLayout.Dimension, $"dimension {header.Dimension}");
        Check(header.SpaceCount is 1 or 2, SnapshotLayout.SpaceCount, $"{header.SpaceCount} spaces");
        Check(header.M >= 0 && header.M <= most.M, SnapshotLayout.M, $"M = {header.M}");
        Check(header.CategoryCount >= 1 && header.CategoryCount <= most.Categories, SnapshotLayout.CategoryCount, $"{header.CategoryCount} categories");
        for (int space = 0; space < header.SpaceCount; space++)
        {
            SpaceHeader part = header.Spaces[space];
            Check(part.UpperLayers >= 0 && part.UpperLayers <= (header.M == 0 ? 0 : MaxUpperLayers), SnapshotLayout.Spaces, $"{part.UpperLayers} upper layers");
            Check(part.Cells >= 0 && part.Cells <= header.ProductCount, SnapshotLayout.Spaces, $"{part.Cells} cells");
            Check(part.EqualRows >= 0 && part.EqualRows <= header.ProductCount, SnapshotLayout.Spaces, $"{part.EqualRows} equal rows");
            Check(part.EntryPoint >= 0 && part.EntryPoint <= Math.Max(0, header.ProductCount - 1), SnapshotLayout.Spaces, $"entry point {part.EntryPoint}");
        }

        void Check(bool good, long offset, string what)
        {
            if (!good)
            {
                throw new SnapshotException(path, "header", offset, $"the header tells of {what}, which no snapshot has");
            }
        }
    }

    /// <summary>What the host of the process allows; refused before anything is allocated for it.</summary>
    private static void CheckCaps(string path, SnapshotHeader header, SnapshotCaps caps)
    {
        Check(header.FileLength, caps.FileBytes, SnapshotCaps.NameOfFileBytes, SnapshotLayout.FileLength, "bytes");
        Check(header.ProductCount, caps.Products, SnapshotCaps.NameOfProducts, SnapshotLayout.ProductCount, "products");
        Check(header.Dimension, caps.Dimension, SnapshotCaps.NameOfDimension, SnapshotLayout.Dimension, "dimensions");
        Check(header.M, caps.M, SnapshotCaps.NameOfM, SnapshotLayout.M, "as M");
        Check(header.CategoryCount, caps.Categories, SnapshotCaps.NameOfCategories, SnapshotLayout.CategoryCount, "categories");

        void Check(long value, long most, string name, long offset, string what)
        {
            if (value > most)
            {
                throw new SnapshotException(path, "header", offset, $"has {value} {what}, and {name} allows {most}; raise it, if you trust the file");
            }
        }
    }
}
