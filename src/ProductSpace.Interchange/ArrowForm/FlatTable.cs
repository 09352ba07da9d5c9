using System.Buffers.Binary;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>
/// One table of a FlatBuffer, read member by member. Every offset is checked before it is followed; a member that is
/// not there reads as zero or as an empty vector.
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _table;
    private readonly int _members;
    private readonly int _membersBytes;

    private FlatTable(ReadOnlySpan<byte> bytes, int table)
    {
        _bytes = bytes;
        _table = table;
        long members = table - (long)BinaryPrimitives.ReadInt32LittleEndian(Slice(bytes, table, sizeof(int)));
        _membersBytes = BinaryPrimitives.ReadUInt16LittleEndian(Slice(bytes, members, sizeof(ushort)));
        Slice(bytes, members, _membersBytes);
        _members = (int)members;
    }

    /// <summary>Returns the table at the root of a buffer.</summary>
    public static FlatTable Root(ReadOnlySpan<byte> bytes) => new(bytes, Follow(bytes, 0));

    public byte Byte(int member) => Place(member) is int at && at > 0 ? Slice(_bytes, at, 1)[0] : (byte)0;

    public long Int64(int member) =>
        Place(member) is int at && at > 0
            ? BinaryPrimitives.ReadInt64LittleEndian(Slice(_bytes, at, sizeof(long)))
            : 0;

    public FlatTable Table(int member) =>
        Place(member) is int at && at > 0
            ? new FlatTable(_bytes, Follow(_bytes, at))
            : throw new InvalidDataException("a message without its header");

    /// <summary>Returns the length of a vector, which lies within the buffer.</summary>
    /// <param name="member">The member.</param>
    /// <param name="elementBytes">Bytes of an element; of a table, those of its offset.</param>
    public int VectorLength(int member, int elementBytes = sizeof(int))
    {
        if (Place(member) is not (int at and > 0))
        {
            return 0;
        }

        int vector = Follow(_bytes, at);
        int length = BinaryPrimitives.ReadInt32LittleEndian(Slice(_bytes, vector, sizeof(int)));
        Slice(_bytes, vector + sizeof(int), (long)length * elementBytes);
        return length;
    }

    /// <summary>Returns an element of a vector of tables.</summary>
    public FlatTable VectorTable(int member, int index)
    {
        int vector = Follow(_bytes, Place(member));
        return new FlatTable(_bytes, Follow(_bytes, vector + ((index + 1) * sizeof(int))));
    }

    /// <summary>Returns where a member is; 0 if it is not there.</summary>
    private int Place(int member)
    {
        int entry = 4 + (2 * member);
        if (entry + sizeof(ushort) > _membersBytes)
        {
            return 0;
        }

        int offset = BinaryPrimitives.ReadUInt16LittleEndian(Slice(_bytes, _members + entry, sizeof(ushort)));
        return offset == 0 ? 0 : _table + offset;
    }

    private static int Follow(ReadOnlySpan<byte> bytes, int at)
    {
        long target = at + (long)BinaryPrimitives.ReadUInt32LittleEndian(Slice(bytes, at, sizeof(uint)));
        Slice(bytes, target, sizeof(int));
        return (int)target;
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, long start, long length) =>
        start < 0 || length < 0 || start > bytes.Length - length
            ? throw new InvalidDataException("metadata that point outside themselves")
            : bytes.Slice((int)start, (int)length);
}
