using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Numerics;
using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Records;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>
/// Changes files of a vector store: numbers of the head, of the list and of frames become others, bytes of the content too,
/// and anything may be cut out or put in. Checksums are made right again as far as the lengths lead.
/// </summary>
internal sealed class StoreMutants
{
    private readonly ByteMutants _bytes = new(["id", "name", "vector", "added", "tag 1", "item 1", "\u0001", "\u0002", "\u0003"]);

    /// <summary>A mutant of a records file.</summary>
    public byte[] OfRecords(byte[] intact, ref SeededRandom random)
    {
        byte[] mutant = random.NextInt(4) == 0
            ? _bytes.Mutate(intact, ref random).ToArray()
            : Forge(intact, (int)BinaryPrimitives.ReadInt64LittleEndian(intact.AsSpan(RecordLayout.ListAt)), ref random);
        if (random.NextInt(8) > 0)
        {
            SealRecords(mutant, isOfLength: random.NextInt(4) > 0);
        }

        return mutant;
    }

    /// <summary>A mutant of a file of changes.</summary>
    public byte[] OfChanges(byte[] intact, ref SeededRandom random)
    {
        byte[] mutant = random.NextInt(2) == 0 ? _bytes.Mutate(intact, ref random).ToArray() : Forge(intact, ChangeLayout.HeadBytes, ref random);
        if (random.NextInt(8) > 0)
        {
            SealChanges(mutant);
        }

        return mutant;
    }

    /// <summary>One to three numbers or bytes become others: half of the time from a place on, where the structure stands.</summary>
    private static byte[] Forge(byte[] intact, int structure, ref SeededRandom random)
    {
        byte[] mutant = [.. intact];
        for (int changes = 1 + random.NextInt(3); changes > 0; changes--)
        {
            int from = random.NextInt(2) == 0 ? Math.Min(structure, mutant.Length - 1) : 0;
            Span<byte> place = mutant.AsSpan(from + random.NextInt(mutant.Length - from));
            switch (random.NextInt(4))
            {
                case 0:
                    place[0] ^= (byte)(1 << random.NextInt(8));
                    break;
                case 1:
                    place[0] = (byte)random.NextInt(256);
                    break;
                case 2 when place.Length >= sizeof(int):
                    BinaryPrimitives.WriteInt32LittleEndian(place, Number(BinaryPrimitives.ReadInt32LittleEndian(place), ref random));
                    break;
                case 3 when place.Length >= sizeof(long):
                    BinaryPrimitives.WriteInt64LittleEndian(place, random.NextInt(4) == 0 ? long.MaxValue - random.NextInt(9) : Number(BinaryPrimitives.ReadInt32LittleEndian(place), ref random));
                    break;
                default:
                    place[0] = 0;
                    break;
            }
        }

        return mutant;
    }

    private static int Number(int number, ref SeededRandom random) => random.NextInt(6) switch
    {
        0 => int.MaxValue,
        1 => -1,
        2 => 0,
        3 => unchecked(number + 8 - (8 * random.NextInt(3))),
        4 => random.NextInt(4096),
        _ => unchecked(number + 1 - random.NextInt(3)),
    };

    /// <summary>Makes the checksums of sections, list and head right, and the length that the head says if asked to.</summary>
    private static void SealRecords(Span<byte> file, bool isOfLength)
    {
        if (file.Length < RecordLayout.HeadBytes)
        {
            return;
        }

        if (isOfLength)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file[RecordLayout.FileBytesAt..], file.Length);
        }

        long at = BinaryPrimitives.ReadInt64LittleEndian(file[RecordLayout.ListAt..]);
        int bytes = BinaryPrimitives.ReadInt32LittleEndian(file[RecordLayout.ListBytesAt..]);
        if (at >= RecordLayout.HeadBytes && bytes >= 0 && at <= file.Length - bytes)
        {
            Span<byte> list = file.Slice((int)at, bytes);
            SealSections(file, list);
            BinaryPrimitives.WriteUInt64LittleEndian(file[RecordLayout.ListHashAt..], XxHash3.HashToUInt64(list));
        }

        BinaryPrimitives.WriteUInt64LittleEndian(file[RecordLayout.HeadHashAt..], XxHash3.HashToUInt64(file[..RecordLayout.HeadHashAt]));
    }

    /// <summary>Follows the list as its own numbers lead.</summary>
    private static void SealSections(ReadOnlySpan<byte> file, Span<byte> list)
    {
        int count = Int32(list, 0);
        int place = sizeof(int);
        for (int column = 0; column < count && place < list.Length; column++)
        {
            // Name, kind, dimension, form of index.
            if (!TrySkipText(list, ref place) || list.Length - place < 7)
            {
                return;
            }

            place += 6;
            for (int section = 0; section < 3; section++)
            {
                SealSection(file, list, ref place);
            }

            if (place < list.Length && list[place++] != 0)
            {
                place += sizeof(int);
                if (!TrySkipText(list, ref place))
                {
                    return;
                }

                SealSection(file, list, ref place);
            }
        }

        SealSection(file, list, ref place);
    }

    private static void SealSection(ReadOnlySpan<byte> file, Span<byte> list, ref int place)
    {
        if (list.Length - place >= 3 * sizeof(long))
        {
            long offset = BinaryPrimitives.ReadInt64LittleEndian(list[place..]);
            long length = BinaryPrimitives.ReadInt64LittleEndian(list[(place + sizeof(long))..]);
            if (offset >= 0 && length >= 0 && length <= file.Length && offset <= file.Length - length)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(list[(place + (2 * sizeof(long)))..], XxHash3.HashToUInt64(file.Slice((int)offset, (int)length)));
            }
        }

        place += 3 * sizeof(long);
    }

    private static bool TrySkipText(ReadOnlySpan<byte> list, ref int place)
    {
        int length = Int32(list, place);
        place += sizeof(int);
        if (length < 0 || place > list.Length || length > list.Length - place)
        {
            return false;
        }

        place += length;
        return true;
    }

    private static int Int32(ReadOnlySpan<byte> bytes, int place) =>
        place <= bytes.Length - sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(bytes[place..]) : -1;

    private static void SealChanges(Span<byte> file)
    {
        if (file.Length < ChangeLayout.HeadBytes)
        {
            return;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(file[ChangeLayout.HashAt..], XxHash3.HashToUInt64(file[..ChangeLayout.HashAt]));
        int place = ChangeLayout.HeadBytes;
        while (file.Length - place >= ChangeLayout.FrameHeadBytes)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(file[place..]);
            if (length < 0 || length > file.Length - place - ChangeLayout.FrameHeadBytes)
            {
                return;
            }

            ulong hash = XxHash3.HashToUInt64(file.Slice(place + ChangeLayout.FrameHeadBytes, length), place);
            BinaryPrimitives.WriteUInt64LittleEndian(file[(place + sizeof(int))..], hash);
            place += ChangeLayout.FrameHeadBytes + length;
        }
    }
}
