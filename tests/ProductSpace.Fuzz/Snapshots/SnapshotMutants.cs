using System.Buffers.Binary;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Fuzz.Snapshots;

/// <summary>
/// Changes a snapshot as somebody would who knows its structure and wants to break a reader: numbers of the header, the table
/// and the sections become numbers at the borders of what is possible, elements are copied, swapped and moved by one,
/// sections renamed, cut, doubled, filled, taken from another place. Or blindly, as a bad disk would.
/// </summary>
internal static class SnapshotMutants
{
    private static readonly long[] s_numbers =
    [
        0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 127, 128, 255, 256, 4095, 4096, 4097, 65_535, 65_536, 1 << 20, 1 << 24, int.MaxValue - 1, int.MaxValue,
        1L << 31, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue - 4095, long.MaxValue, -1, -2, -3, -8, -33, -4096, int.MinValue, int.MinValue + 1, long.MinValue, long.MinValue + 1,
    ];

    private static readonly float[] s_floats =
        [0, -0f, 1, -1, 0.5f, float.Epsilon, 1e-30f, 1e-6f, 127, 1e6f, -1e6f, 1e7f, 1e18f, 3e38f, float.MaxValue, float.MinValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    /// <summary>One to four changes of structure or content. Checksums are not made right.</summary>
    public static void Forge(MutableFile file, ref SeededRandom random)
    {
        int first = RandomSection(file, ref random);
        for (int changes = 1 + (random.NextInt(3) == 0 ? random.NextInt(4) : 0); changes > 0; changes--)
        {
            // Damage that hangs together stands in one section more often than in many.
            int number = random.NextInt(3) == 0 ? RandomSection(file, ref random) : first;
            switch (random.NextInt(16))
            {
                case 0:
                    ForgeHeader(file, ref random);
                    break;
                case 1:
                    ForgeTable(file, number, ref random);
                    break;
                default:
                    ForgeSection(file, number, ref random);
                    break;
            }
        }
    }

    /// <summary>Flipped bits, wild bytes, zeroed or repeated blocks, anywhere.</summary>
    public static void Damage(MutableFile file, ref SeededRandom random)
    {
        for (int changes = 1 + random.NextInt(3); changes > 0; changes--)
        {
            int length = random.NextInt(4) switch { 0 or 1 => 1, 2 => 1 + random.NextInt(16), _ => 1 + random.NextInt(4096) };
            length = Math.Min(length, file.Length);
            int offset = random.NextInt(4) == 0 ? random.NextInt(Math.Min(file.Length - length + 1, SnapshotLayout.FirstSection)) : random.NextInt(file.Length - length + 1);
            Span<byte> range = file.Change(offset, length);
            switch (random.NextInt(4))
            {
                case 0:
                    range[0] ^= (byte)(1 << random.NextInt(8));
                    break;
                case 1:
                    range.Fill((byte)(random.NextInt(2) == 0 ? 0 : 255));
                    break;
                case 2:
                    FillWild(range, ref random);
                    break;
                default:
                    file.Bytes.Slice(random.NextInt(file.Length - length + 1), length).CopyTo(range);
                    break;
            }
        }
    }

    /// <summary>A length for a file that was cut or went on: near a border, or anywhere.</summary>
    public static int WrongLength(MutableFile file, ref SeededRandom random)
    {
        int border = random.NextInt(4) switch
        {
            0 => random.NextInt(file.Length),
            1 => file.Length,
            2 => SnapshotLayout.SectionAlignment * random.NextInt((file.Length / SnapshotLayout.SectionAlignment) + 1),
            _ => random.NextInt(SnapshotLayout.FirstSection + 1),
        };
        return Math.Max(0, border + random.NextInt(3) - 1 + (random.NextInt(8) == 0 ? SnapshotLayout.SectionAlignment : 0));
    }

    private static int RandomSection(MutableFile file, ref SeededRandom random) =>
        random.NextInt((int)Math.Clamp(BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes[SnapshotLayout.SectionCount..]), 1, SnapshotLayout.MaxSections));

    /// <summary>One of the header's numbers of 32 bits, or the length of the file.</summary>
    private static void ForgeHeader(MutableFile file, ref SeededRandom random)
    {
        if (random.NextInt(16) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.Change(SnapshotLayout.FileLength, sizeof(long)), Number(file, ref random));
            return;
        }

        int offset = SnapshotLayout.Version + (4 * random.NextInt((SnapshotLayout.TableHash - SnapshotLayout.Version) / 4));
        Span<byte> field = file.Change(offset, sizeof(int));
        int value = BinaryPrimitives.ReadInt32LittleEndian(field);
        BinaryPrimitives.WriteInt32LittleEndian(field, random.NextInt(3) == 0 ? value + random.NextInt(3) - 1 : (int)Number(file, ref random));
    }

    private static void ForgeTable(MutableFile file, int number, ref SeededRandom random)
    {
        Span<byte> entry = file.Change(SnapshotLayout.TableOffset + (number * SnapshotLayout.EntryBytes), SnapshotLayout.EntryBytes);
        long length = BinaryPrimitives.ReadInt64LittleEndian(entry[SnapshotLayout.EntryLength..]);
        switch (random.NextInt(8))
        {
            case 0:
                BinaryPrimitives.WriteInt64LittleEndian(entry[SnapshotLayout.EntryLength..], Number(file, ref random));
                break;
            case 1:
                BinaryPrimitives.WriteInt64LittleEndian(entry[SnapshotLayout.EntryOffset..], Number(file, ref random));
                break;
            case 2:
                // Another name: the section is missing, and another one may stand twice or be of the wrong kind.
                BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)(random.NextInt(4) == 0 ? random.NextInt(1024) : 250));
                break;
            case 3:
                int other = SnapshotLayout.TableOffset + (RandomSection(file, ref random) * SnapshotLayout.EntryBytes);
                (uint own, uint theirs) = (BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes[other..]));
                BinaryPrimitives.WriteUInt32LittleEndian(file.Change(other, sizeof(uint)), own);
                BinaryPrimitives.WriteUInt32LittleEndian(entry, theirs);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(entry[SnapshotLayout.EntryFlags..], (uint)Number(file, ref random));
                break;
            case 5:
                BinaryPrimitives.WriteUInt32LittleEndian(file.Change(SnapshotLayout.SectionCount, sizeof(uint)), (uint)Number(file, ref random));
                break;
            default:
                // Some elements fewer or more, so that the section still ends on the same page: tables of free length shrink.
                long step = 4L * (random.NextInt(2) == 0 ? 1 : 1 + random.NextInt(16));
                BinaryPrimitives.WriteInt64LittleEndian(entry[SnapshotLayout.EntryLength..], Math.Max(0, length + (random.NextInt(3) == 0 ? step : -step)));
                break;
        }
    }

    private static void ForgeSection(MutableFile file, int number, ref SeededRandom random)
    {
        (long offset, long length) = SnapshotSeal.RangeOf(file.Bytes, number);
        if (offset < 0 || length < 1 || offset > file.Length || length > file.Length - offset)
        {
            return;
        }

        int width = WidthOf(BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes[(SnapshotLayout.TableOffset + (number * SnapshotLayout.EntryBytes))..]), ref random);
        int elements = (int)(length / width);
        if (elements == 0)
        {
            return;
        }

        int ElementAt(int element) => (int)offset + (element * width);
        int place = random.NextInt(elements);
        switch (random.NextInt(10))
        {
            case 0:
                // The neighbour of what stood there.
                AddTo(file.Change(ElementAt(place), width), random.NextInt(2) == 0 ? 1 : -1);
                break;
            case 1:
                // The same twice.
                file.Bytes.Slice(ElementAt(random.NextInt(elements)), width).CopyTo(file.Change(ElementAt(place), width));
                break;
            case 2:
                Swap(file.Change(ElementAt(place), width), file.Change(ElementAt(random.NextInt(elements)), width));
                break;
            case 3:
                for (int run = Math.Min(elements - place, 1 + random.NextInt(16)), i = 0; i < run; i++)
                {
                    WriteWild(file, file.Change(ElementAt(place + i), width), ref random);
                }

                break;
            case 4:
                int rest = random.NextInt(2) == 0 ? elements - place : elements;
                FillSame(file, file.Change(ElementAt(elements - rest), rest * width), width, ref random);
                break;
            case 5:
                FillWild(file.Change((int)offset, (int)length), ref random);
                break;
            case 6:
                // From anywhere in the file, aligned as this section's elements are.
                int count = 1 + random.NextInt(elements);
                int from = width * random.NextInt(((file.Length - (count * width)) / width) + 1);
                file.Bytes.Slice(from, count * width).CopyTo(file.Change(ElementAt(0), count * width));
                break;
            case 7:
                file.Change((int)offset, (int)length).Reverse();
                break;
            default:
                WriteWild(file, file.Change(ElementAt(place), width), ref random);
                break;
        }
    }

    /// <summary>Bytes of a number in a section, one time of eight another.</summary>
    private static int WidthOf(uint id, ref SeededRandom random)
    {
        if (random.NextInt(8) == 0)
        {
            return 1 << random.NextInt(4);
        }

        if (id >> 8 == 0)
        {
            return id switch
            {
                SectionId.ProductIdText or SectionId.CategoryText or SectionId.PayloadText or SectionId.PayloadColumns or SectionId.FacetText => 1,
                SectionId.FacetPostings => 2,
                SectionId.Prices or SectionId.Stock or SectionId.FirstSeen or SectionId.PayloadOffsets => 8,
                SectionId.FacetValues or SectionId.Facets => 4 << random.NextInt(2),
                _ => 4,
            };
        }

        uint local = id & 0xFF;
        return local switch
        {
            SectionId.Codes or SectionId.Centroids or SectionId.RowErrors or SectionId.GroupCentroids or SectionId.CellCodebook or SectionId.CellBlocks or SectionId.ResidualRows or SectionId.NavigationAxes or SectionId.ShortCodes => 1,
            SectionId.ExactRows or SectionId.PackedNeighbors => 2,
            SectionId.Stretch => 8,
            >= SectionId.UpperCodes and < SectionId.Navigation when (local & 3) == 0 => 1,
            SectionId.Model or SectionId.Navigation => 4 << random.NextInt(2),
            _ => 4,
        };
    }

    private static long Number(MutableFile file, ref SeededRandom random) => random.NextInt(4) switch
    {
        0 => random.NextInt(300),
        1 => file.Length + random.NextInt(3) - 1,
        _ => s_numbers[random.NextInt(s_numbers.Length)] + (random.NextInt(4) == 0 ? random.NextInt(3) - 1 : 0),
    };

    private static void WriteWild(MutableFile file, Span<byte> element, ref SeededRandom random)
    {
        bool isFloat = random.NextInt(3) == 0;
        switch (element.Length)
        {
            case 1:
                element[0] = (byte)Number(file, ref random);
                break;
            case 2:
                BinaryPrimitives.WriteInt16LittleEndian(element, (short)Number(file, ref random));
                break;
            case 4 when isFloat:
                BinaryPrimitives.WriteSingleLittleEndian(element, s_floats[random.NextInt(s_floats.Length)]);
                break;
            case 4:
                BinaryPrimitives.WriteInt32LittleEndian(element, (int)Number(file, ref random));
                break;
            case 8 when isFloat:
                BinaryPrimitives.WriteDoubleLittleEndian(element, s_floats[random.NextInt(s_floats.Length)]);
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(element, Number(file, ref random));
                break;
        }
    }

    private static void FillSame(MutableFile file, Span<byte> elements, int width, ref SeededRandom random)
    {
        WriteWild(file, elements[..width], ref random);
        for (int at = width; at < elements.Length; at += width)
        {
            elements[..width].CopyTo(elements[at..]);
        }
    }

    private static void FillWild(Span<byte> range, ref SeededRandom random)
    {
        int at = 0;
        for (; at + sizeof(ulong) <= range.Length; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(range[at..], random.NextUInt64());
        }

        for (; at < range.Length; at++)
        {
            range[at] = (byte)random.NextUInt64();
        }
    }

    private static void AddTo(Span<byte> element, int step)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        number.Clear();
        element.CopyTo(number);
        BinaryPrimitives.WriteInt64LittleEndian(number, BinaryPrimitives.ReadInt64LittleEndian(number) + step);
        number[..element.Length].CopyTo(element);
    }

    private static void Swap(Span<byte> one, Span<byte> other)
    {
        Span<byte> kept = stackalloc byte[sizeof(long)];
        one.CopyTo(kept);
        other.CopyTo(one);
        kept[..other.Length].CopyTo(other);
    }
}
