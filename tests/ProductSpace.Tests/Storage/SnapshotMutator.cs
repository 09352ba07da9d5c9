using System.Buffers.Binary;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>Writes wild numbers where numbers stand: header fields, section table, content; then all checksums anew.</summary>
internal static class SnapshotMutator
{
    private static readonly long[] s_wild = [0, 1, -1, -2, -3, 119, 120, 121, 1 << 20, int.MaxValue, int.MinValue, 0x7FC00000, 0x7F800000, unchecked((int)0xFF800000), 255, 63, 64];

    private static readonly uint[] s_facets = [SectionId.Facets, SectionId.FacetValues, SectionId.FacetText, SectionId.FacetPostings];

    private static readonly uint[] s_numbers = [SectionId.NumberNames, SectionId.Numbers, SectionId.FurtherNumberEnds, SectionId.FurtherNumberProducts, SectionId.FurtherNumbers];

    private static readonly uint[] s_learned =
    [
        SectionId.TableNames, SectionId.Popularity, SectionId.PopularByCategory, SectionId.AttachmentNames, SectionId.AttachmentEnds, SectionId.AttachmentBytes,
        SectionId.OfTable(0, SectionId.TableProducts), SectionId.OfTable(0, SectionId.TableWeights), SectionId.OfTable(0, SectionId.TableScales),
    ];

    /// <summary>Of golden files with facets, numbers and with what was learned, two mutants of three are wild in these sections alone.</summary>
    public static byte[] MutantOf(byte[] golden, string file, int seed, ref SeededRandom random)
    {
        uint[] sections = file.Contains("with-facets", StringComparison.Ordinal) ? s_facets : file.Contains("with-numbers", StringComparison.Ordinal) ? s_numbers : file.Contains("learned", StringComparison.Ordinal) ? s_learned : [];
        return sections.Length > 0 && seed % 3 != 0 ? MutateSections(golden, sections, ref random) : Mutate(golden, ref random);
    }

    public static byte[] Mutate(byte[] golden, ref SeededRandom random)
    {
        SnapshotForge forge = new(golden);
        int changes = 1 + random.NextInt(4);
        for (int i = 0; i < changes; i++)
        {
            switch (random.NextInt(12))
            {
                case 0:
                    BinaryPrimitives.WriteInt32LittleEndian(forge.Bytes.AsSpan(8 + (4 * random.NextInt(43))), (int)s_wild[random.NextInt(s_wild.Length)]);
                    break;
                case 1:
                    Span<byte> entry = forge.Entry(random.NextInt(forge.SectionCount is > 0 and < 200 ? forge.SectionCount : 1));
                    BinaryPrimitives.WriteInt64LittleEndian(entry[(8 * (1 + random.NextInt(2)))..], random.NextInt(2) == 0 ? s_wild[random.NextInt(s_wild.Length)] : (long)random.NextUInt64());
                    break;
                default:
                    Scribble(forge, ref random);
                    break;
            }
        }

        return forge.Reseal().Bytes;
    }

    /// <summary>Wild numbers into some sections only.</summary>
    private static byte[] MutateSections(byte[] golden, ReadOnlySpan<uint> sections, ref SeededRandom random)
    {
        SnapshotForge forge = new(golden);
        for (int changes = 1 + random.NextInt(4); changes > 0; changes--)
        {
            uint section = sections[random.NextInt(sections.Length)];
            Span<byte> bytes = forge.Section(forge.Find(section));
            switch (random.NextInt(3))
            {
                case 0:
                    bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
                    break;
                case 1:
                    BinaryPrimitives.WriteInt16LittleEndian(bytes[(2 * random.NextInt(bytes.Length / 2))..], (short)s_wild[random.NextInt(s_wild.Length)]);
                    break;
                default:
                    Scribble(forge, forge.Find(section), ref random);
                    break;
            }
        }

        return forge.Reseal().Bytes;
    }

    /// <summary>Wild numbers into a section: one, a run, or most of it.</summary>
    private static void Scribble(SnapshotForge forge, ref SeededRandom random)
    {
        if (forge.SectionCount is <= 0 or > SnapshotLayout.MaxSections)
        {
            return;
        }

        Scribble(forge, random.NextInt(forge.SectionCount), ref random);
    }

    private static void Scribble(SnapshotForge forge, int number, ref SeededRandom random)
    {
        long offset = BinaryPrimitives.ReadInt64LittleEndian(forge.Entry(number)[SnapshotLayout.EntryOffset..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(forge.Entry(number)[SnapshotLayout.EntryLength..]);
        if (offset < 0 || length < 4 || offset > forge.Bytes.Length || length > forge.Bytes.Length - offset)
        {
            return;
        }

        Span<byte> section = forge.Bytes.AsSpan((int)offset, (int)length);
        int words = section.Length / 4;
        int count = random.NextInt(3) switch { 0 => 1, 1 => Math.Min(words, 16), _ => words };
        int first = random.NextInt(words - count + 1);
        for (int i = first; i < first + count; i++)
        {
            int value = random.NextInt(2) == 0 ? (int)s_wild[random.NextInt(s_wild.Length)] : random.NextInt(130);
            BinaryPrimitives.WriteInt32LittleEndian(section[(4 * i)..], value);
        }
    }
}
