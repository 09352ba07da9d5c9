using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProductSpace.Memory;

/// <summary>
/// View of lists of node numbers [Count x Degree], each ended by <see cref="End"/> unless full. Numbers have as many
/// bytes as the nodes need: two, three or four. A list of a row that is no node names the node that the row equals: as
/// -2 - node in the first place of four bytes; in fewer bytes, the first place holds the number below all ones, and the
/// second one the node.
/// </summary>
internal readonly unsafe struct NodeLists
{
    /// <summary>Ends a list that is not full; all bits are set, in any width.</summary>
    public const int End = -1;

    /// <summary>Zero bytes after packed lists, for a number that is read as four bytes.</summary>
    public const int SlackBytes = 1;

    private readonly NativeView<byte> _bytes;
    private readonly int _width;

    /// <summary>Views lists of four bytes a number.</summary>
    public NodeLists(NativeView<int> lists, int degree)
        : this(lists.Cast<byte>(), degree, sizeof(int))
    {
    }

    /// <summary>Views packed lists.</summary>
    /// <param name="bytes">The lists and <see cref="SlackBytes"/> more.</param>
    /// <param name="degree">Places of a list.</param>
    /// <param name="width">Bytes of a number, see <see cref="WidthFor"/>.</param>
    public NodeLists(NativeView<byte> bytes, int degree, int width)
    {
        _bytes = bytes;
        _width = width;
        Degree = degree;
    }

    /// <summary>Capacity of a list.</summary>
    public int Degree { get; }

    /// <summary>Whether numbers have four bytes, so that a list can be read in place.</summary>
    public bool IsPlain => _width == sizeof(int);

    /// <summary>Bytes of a number that counts up to the rows, the two marks included.</summary>
    public static int WidthFor(int rows) => rows <= ushort.MaxValue - 1 ? 2 : rows <= 0xFF_FFFF - 1 ? 3 : sizeof(int);

    /// <summary>Bytes of packed lists of some rows.</summary>
    public static long BytesFor(int rows, int degree, int width) => ((long)rows * degree * width) + SlackBytes;

    /// <summary>Packs a list of four bytes a number.</summary>
    public static void Pack(ReadOnlySpan<int> list, int width, Span<byte> into)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        int all = (int)((1L << (8 * width)) - 1);
        for (int i = 0; i < list.Length; i++)
        {
            int value = list[i] >= 0 ? list[i] : all;
            if (list[0] < End && i < 2)
            {
                value = i == 0 ? all - 1 : -2 - list[0];
            }

            MemoryMarshal.Write(number, value);
            number[..width].CopyTo(into[(i * width)..]);
        }
    }

    /// <summary>Reads a list of four bytes a number in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<int> InPlace(int row) => _bytes.Cast<int>().Slice((long)row * Degree, Degree);

    /// <summary>Reads a list of any width as one of four bytes a number.</summary>
    public void Read(int row, Span<int> into)
    {
        if (IsPlain)
        {
            InPlace(row).CopyTo(into);
            return;
        }

        fixed (byte* list = ListOf(row))
        {
            for (int i = 0; i < Degree; i++)
            {
                into[i] = At(list, i);
            }
        }

        if (into[0] == -2)
        {
            into[0] = into[1] >= 0 ? -2 - into[1] : int.MinValue;
            into[1] = End;
        }
    }

    /// <summary>The node that a row equals; -1 where the row is a node. A forged file can say any number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NodeOf(int row)
    {
        fixed (byte* list = ListOf(row))
        {
            int first = IsPlain ? *(int*)list : At(list, 0);
            return first >= End ? End : IsPlain ? -2 - first : At(list, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row) => _bytes.Prefetch((long)row * Degree * _width, Degree * _width);

    /// <summary>
    /// Adds the nodes of a list to a set up to the first outside [0, bound), and writes those that were not yet in it
    /// in their order; returns their number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddUnseen(int row, VisitedSet visited, int bound, Span<int> unseen)
    {
        fixed (byte* list = ListOf(row))
        {
            return _width switch
            {
                2 => visited.AddUnseen<TwoByteNodes>(list, Degree, bound, unseen),
                3 => visited.AddUnseen<ThreeByteNodes>(list, Degree, bound, unseen),
                _ => visited.AddUnseen<FourByteNodes>(list, Degree, bound, unseen),
            };
        }
    }

    /// <summary>A number of a packed list; the two marks as the negative numbers -1 and -2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int At(byte* list, int place)
    {
        uint value = _width == 2 ? TwoByteNodes.Read(list + (2 * place)) : ThreeByteNodes.Read(list + (3 * place));
        uint all = _width == 2 ? ushort.MaxValue : 0xFF_FFFFu;
        return value >= all - 1 ? (int)value - (int)all - 1 : (int)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> ListOf(int row)
    {
        // A three-byte number is read with the byte behind it, which the slack holds for the last one.
        int bytes = Degree * _width;
        return _bytes.Slice((long)row * bytes, bytes + (_width == 3 ? SlackBytes : 0));
    }
}
