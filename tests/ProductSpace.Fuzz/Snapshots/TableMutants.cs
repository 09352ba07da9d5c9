using System.Buffers.Binary;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Fuzz.Snapshots;

/// <summary>
/// Changes the small tables of a snapshot, which steer loops: groups of cells, cells, categories, calibrations, facets, offsets,
/// layers, permutations. Wild numbers are refused or bounded one by one; these tables stay plausible, their ends stay right, and
/// what lies between is as no builder writes it: one entry holds all, all others nothing, entries overlap, steps are too long.
/// </summary>
internal static class TableMutants
{
    /// <summary>Tables of the whole file, and the bytes of an element.</summary>
    private static readonly (uint Section, int Width)[] s_ofFile =
    [
        (SectionId.Categories, 20), (SectionId.FurtherMembers, 4), (SectionId.ProductCategories, 4), (SectionId.Prices, 8), (SectionId.FirstSeen, 8),
        (SectionId.ProductIdOffsets, 4), (SectionId.ProductIdSlots, 4), (SectionId.PayloadOffsets, 8), (SectionId.Facets, 16), (SectionId.FacetValues, 24), (SectionId.FacetPostings, 2),
        (SectionId.Numbers, 8), (SectionId.FurtherNumberEnds, 8), (SectionId.FurtherNumberProducts, 4), (SectionId.FurtherNumbers, 8),
    ];

    /// <summary>Tables of a space; groups stand three times, for every filtered search of cells goes by them.</summary>
    private static readonly (uint Section, int Width)[] s_ofSpace =
    [
        (SectionId.GroupStarts, 4), (SectionId.GroupStarts, 4), (SectionId.GroupStarts, 4), (SectionId.Cells, 12), (SectionId.Calibration, 24), (SectionId.CellCalibration, 32),
        (SectionId.EqualRows, 8), (SectionId.EqualNodes, 8), (SectionId.Ordinals, 4), (SectionId.Slots, 4), (SectionId.UpperBelow, 4), (SectionId.UpperNeighbors, 4), (SectionId.RowErrors, 1), (SectionId.Model, 4),
        (SectionId.OutlierStarts, 4), (SectionId.Outliers, 8), (SectionId.PackedNeighbors, 2),
    ];

    /// <summary>One table, one time of four two.</summary>
    public static void Forge(MutableFile file, ref SeededRandom random)
    {
        for (int tables = random.NextInt(4) == 0 ? 2 : 1, tries = 0; tables > 0 && tries < 40; tries++)
        {
            (uint section, int width) = random.NextInt(3) == 0 ? s_ofFile[random.NextInt(s_ofFile.Length)] : OfSpace(ref random);
            int number = Find(file, section);
            if (number >= 0 && TryForge(file, number, section, width, ref random))
            {
                tables--;
            }
        }
    }

    private static (uint Section, int Width) OfSpace(ref SeededRandom random)
    {
        (uint section, int width) = s_ofSpace[random.NextInt(s_ofSpace.Length)];
        int space = random.NextInt(2);
        return (section >= SectionId.UpperCodes ? SectionId.OfUpper(space, section, 1) : SectionId.OfSpace(space, section), width);
    }

    private static int Find(MutableFile file, uint section)
    {
        int sections = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes[SnapshotLayout.SectionCount..]);
        for (int number = 0; number < sections; number++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes[EntryOf(number)..]) == section)
            {
                return number;
            }
        }

        return -1;
    }

    private static int EntryOf(int number) => SnapshotLayout.TableOffset + (number * SnapshotLayout.EntryBytes);

    /// <summary>False where the table is too short to be changed.</summary>
    private static bool TryForge(MutableFile file, int number, uint section, int width, ref SeededRandom random)
    {
        (long offset, long length) = SnapshotSeal.RangeOf(file.Bytes, number);
        int elements = (int)(length / width);
        if (elements < 2)
        {
            return false;
        }

        Span<byte> table = file.Change((int)offset, (int)length);
        int place = random.NextInt(3) == 0 ? random.NextInt(elements) : Math.Min(elements - 1, 1 + random.NextInt(4));
        switch (random.NextInt(8))
        {
            case 0:
            case 1:
                // All behind a place is as the last: the entry before it holds what is left, the others nothing.
                Repeat(table, width, place, elements, elements - 1);
                break;
            case 2:
                // All before a place is as the first.
                Repeat(table, width, 0, elements - 1 - place, 0);
                break;
            case 3:
                // The first and the last in turns: every other entry holds everything.
                byte[] ends = [.. table[..width], .. table.Slice((elements - 1) * width, width)];
                for (int i = 1; i < elements - 1; i++)
                {
                    ends.AsSpan(width * (i % 2), width).CopyTo(table.Slice(i * width, width));
                }

                break;
            case 4:
                Shorten(file, number, section, width, 1 + place);
                break;
            case 5:
                // A number of each element is a ramp: too short steps, or too long ones.
                Ramp(table, width, elements, random.NextInt(2) == 0 ? 1 : 1 + random.NextInt(64), ref random);
                break;
            case 6:
                // Elements change places by one.
                table.Slice(0, (elements - 1) * width).CopyTo(table[width..]);
                break;
            default:
                Add(table, width, place, random.NextInt(64) - 32, ref random);
                break;
        }

        return true;
    }

    private static void Repeat(Span<byte> table, int width, int first, int end, int source)
    {
        byte[] element = table.Slice(source * width, width).ToArray();
        for (int i = first; i < end; i++)
        {
            element.CopyTo(table.Slice(i * width, width));
        }
    }

    /// <summary>The table ends early; of groups the centroids do too, so that the lengths agree.</summary>
    private static void Shorten(MutableFile file, int number, uint section, int width, int elements)
    {
        SetLength(file, number, (long)elements * width);
        if ((section & 0xFF) != SectionId.GroupStarts || section < 0x100)
        {
            return;
        }

        (long offset, _) = SnapshotSeal.RangeOf(file.Bytes, number);
        (_, long cells) = SnapshotSeal.RangeOf(file.Bytes, Find(file, (section & ~0xFFu) | SectionId.Cells));
        int stride = (BinaryPrimitives.ReadInt32LittleEndian(file.Bytes[SnapshotLayout.Dimension..]) + 63) / 64 * 64;
        BinaryPrimitives.WriteInt32LittleEndian(file.Change((int)offset + ((elements - 1) * width), width), (int)(cells / 12));
        int centroids = Find(file, (section & ~0xFFu) | SectionId.GroupCentroids);
        if (centroids >= 0)
        {
            SetLength(file, centroids, (elements - 1L) * stride);
        }
    }

    private static void SetLength(MutableFile file, int number, long length) =>
        BinaryPrimitives.WriteInt64LittleEndian(file.Change(EntryOf(number) + SnapshotLayout.EntryLength, sizeof(long)), length);

    private static void Ramp(Span<byte> table, int width, int elements, int step, ref SeededRandom random)
    {
        int size = Math.Min(4, width);
        int field = size * random.NextInt(width / size);
        int first = random.NextInt(2);
        for (int i = first; i < elements - 1; i++)
        {
            Write(table.Slice((i * width) + field, size), i * step);
        }
    }

    private static void Add(Span<byte> table, int width, int place, int value, ref SeededRandom random)
    {
        int size = Math.Min(4, width);
        Span<byte> field = table.Slice((place * width) + (size * random.NextInt(width / size)), size);
        Write(field, (size == 4 ? BinaryPrimitives.ReadInt32LittleEndian(field) : size == 2 ? BinaryPrimitives.ReadInt16LittleEndian(field) : field[0]) + value);
    }

    private static void Write(Span<byte> field, int value)
    {
        for (int i = 0; i < field.Length; i++)
        {
            field[i] = (byte)(value >> (8 * i));
        }
    }
}
