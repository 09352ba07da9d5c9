using System.Buffers.Binary;
using ProductSpace.Graph;

namespace ProductSpace.Storage;

/// <summary>Fields of the header, read from and written to their offsets in <see cref="SnapshotLayout"/>.</summary>
internal sealed class SnapshotHeader
{
    public uint Version { get; set; } = SnapshotLayout.FormatVersion;

    public uint ReaderVersion { get; set; } = SnapshotLayout.MinimumReaderVersion;

    public long FileLength { get; set; }

    public int SectionCount { get; set; }

    public int ProductCount { get; set; }

    public int Dimension { get; set; }

    public int SpaceCount { get; set; }

    public int M { get; set; }

    /// <summary>Whether there is a graph; its neighbor lists hold M and 2 M neighbors, so M = 0 means none.</summary>
    public bool HasGraph => M > 0;

    public int EfConstruction { get; set; }

    public int AlphaNumerator { get; set; }

    public int AlphaDenominator { get; set; }

    public int CategoryCount { get; set; }

    public int ProductsWithoutRow { get; set; }

    public ulong Seed { get; set; }

    public ulong SimilarHash { get; set; }

    public ulong NextHash { get; set; }

    public ulong CatalogHash { get; set; }

    public ulong IdHashSeed { get; set; }

    public int IdHashProbes { get; set; }

    public int SkippedVectors { get; set; }

    public SpaceHeader[] Spaces { get; } = [new(), new()];

    public ulong TableHash { get; set; }

    public UInt128 ContentHash { get; set; }

    public static SnapshotHeader Read(ReadOnlySpan<byte> header)
    {
        SnapshotHeader read = new()
        {
            Version = U32(header, SnapshotLayout.Version),
            ReaderVersion = U32(header, SnapshotLayout.ReaderVersion),
            FileLength = BinaryPrimitives.ReadInt64LittleEndian(header[SnapshotLayout.FileLength..]),
            SectionCount = I32(header, SnapshotLayout.SectionCount),
            ProductCount = I32(header, SnapshotLayout.ProductCount),
            Dimension = I32(header, SnapshotLayout.Dimension),
            SpaceCount = I32(header, SnapshotLayout.SpaceCount),
            M = I32(header, SnapshotLayout.M),
            EfConstruction = I32(header, SnapshotLayout.EfConstruction),
            AlphaNumerator = I32(header, SnapshotLayout.AlphaNumerator),
            AlphaDenominator = I32(header, SnapshotLayout.AlphaDenominator),
            CategoryCount = I32(header, SnapshotLayout.CategoryCount),
            ProductsWithoutRow = I32(header, SnapshotLayout.ProductsWithoutRow),
            Seed = U64(header, SnapshotLayout.Seed),
            SimilarHash = U64(header, SnapshotLayout.SimilarHash),
            NextHash = U64(header, SnapshotLayout.NextHash),
            CatalogHash = U64(header, SnapshotLayout.CatalogHash),
            IdHashSeed = U64(header, SnapshotLayout.IdHashSeed),
            IdHashProbes = I32(header, SnapshotLayout.IdHashProbes),
            SkippedVectors = I32(header, SnapshotLayout.SkippedVectors),
            TableHash = U64(header, SnapshotLayout.TableHash),
            ContentHash = BinaryPrimitives.ReadUInt128LittleEndian(header[SnapshotLayout.ContentHash..]),
        };
        for (int space = 0; space < read.Spaces.Length; space++)
        {
            ReadOnlySpan<byte> part = header[(SnapshotLayout.Spaces + (space * SnapshotLayout.SpaceBytes))..];
            SpaceHeader target = read.Spaces[space];
            target.Nodes = I32(part, SnapshotLayout.SpaceNodes);
            target.Reachable = I32(part, SnapshotLayout.SpaceReachable);
            target.Repaired = I32(part, SnapshotLayout.SpaceRepaired);
            target.EntryPoint = I32(part, SnapshotLayout.SpaceEntryPoint);
            target.UpperLayers = I32(part, SnapshotLayout.SpaceUpperLayers);
            target.Cells = I32(part, SnapshotLayout.SpaceCells);
            target.EqualRows = I32(part, SnapshotLayout.SpaceEqualRows);
        }

        return read;
    }

    /// <summary>Writes all fields except the header's own hash.</summary>
    public void Write(Span<byte> header)
    {
        SnapshotLayout.MagicBytes.CopyTo(header);
        Put(header, SnapshotLayout.Version, Version);
        Put(header, SnapshotLayout.ReaderVersion, ReaderVersion);
        BinaryPrimitives.WriteInt64LittleEndian(header[SnapshotLayout.FileLength..], FileLength);
        Put(header, SnapshotLayout.SectionCount, SectionCount);
        Put(header, SnapshotLayout.ProductCount, ProductCount);
        Put(header, SnapshotLayout.Dimension, Dimension);
        Put(header, SnapshotLayout.SpaceCount, SpaceCount);
        Put(header, SnapshotLayout.M, M);
        Put(header, SnapshotLayout.EfConstruction, EfConstruction);
        Put(header, SnapshotLayout.AlphaNumerator, AlphaNumerator);
        Put(header, SnapshotLayout.AlphaDenominator, AlphaDenominator);
        Put(header, SnapshotLayout.CategoryCount, CategoryCount);
        Put(header, SnapshotLayout.ProductsWithoutRow, ProductsWithoutRow);
        Put(header, SnapshotLayout.Seed, Seed);
        Put(header, SnapshotLayout.SimilarHash, SimilarHash);
        Put(header, SnapshotLayout.NextHash, NextHash);
        Put(header, SnapshotLayout.CatalogHash, CatalogHash);
        Put(header, SnapshotLayout.IdHashSeed, IdHashSeed);
        Put(header, SnapshotLayout.IdHashProbes, IdHashProbes);
        Put(header, SnapshotLayout.SkippedVectors, SkippedVectors);
        for (int space = 0; space < Spaces.Length; space++)
        {
            Span<byte> part = header[(SnapshotLayout.Spaces + (space * SnapshotLayout.SpaceBytes))..];
            SpaceHeader source = Spaces[space];
            Put(part, SnapshotLayout.SpaceNodes, source.Nodes);
            Put(part, SnapshotLayout.SpaceReachable, source.Reachable);
            Put(part, SnapshotLayout.SpaceRepaired, source.Repaired);
            Put(part, SnapshotLayout.SpaceEntryPoint, source.EntryPoint);
            Put(part, SnapshotLayout.SpaceUpperLayers, source.UpperLayers);
            Put(part, SnapshotLayout.SpaceCells, source.Cells);
            Put(part, SnapshotLayout.SpaceEqualRows, source.EqualRows);
        }

        Put(header, SnapshotLayout.TableHash, TableHash);
        BinaryPrimitives.WriteUInt128LittleEndian(header[SnapshotLayout.ContentHash..], ContentHash);
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static int I32(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);

    private static void Put(Span<byte> bytes, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    private static void Put(Span<byte> bytes, int offset, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes[offset..], value);

    private static void Put(Span<byte> bytes, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[offset..], value);
}

/// <summary>Fields of one space in the header.</summary>
internal sealed class SpaceHeader
{
    public int Nodes { get; set; }

    public int Reachable { get; set; }

    public int Repaired { get; set; }

    public int EntryPoint { get; set; }

    public int UpperLayers { get; set; }

    public int Cells { get; set; }

    public int EqualRows { get; set; }
}
