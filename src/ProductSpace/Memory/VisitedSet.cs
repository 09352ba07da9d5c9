using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>
/// The nodes that a search has visited: one bit a node, all cleared before each search. Clearing 125 KB for a million
/// nodes costs less than keeping a list of touched words (measured, see the decision page of the walk).
/// </summary>
internal sealed unsafe class VisitedSet
{
    private ulong[] _bits = [];
    private int _words;

    /// <summary>Empties the set and makes room for a number of nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reset(int nodes) => Words(nodes).Clear();

    /// <summary>
    /// Fills the set with all nodes except the members given as bits; nodes beyond the given words are not members.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ResetTo(int nodes, ReadOnlySpan<ulong> members)
    {
        Span<ulong> bits = Words(nodes);
        int given = Math.Min(members.Length, bits.Length);
        for (int i = 0; i < given; i++)
        {
            bits[i] = ~members[i];
        }

        bits[given..].Fill(ulong.MaxValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<ulong> Words(int nodes)
    {
        Debug.Assert(nodes >= 0);
        _words = (int)((nodes + 63L) >> 6);
        if (_bits.Length < _words)
        {
            _bits = new ulong[_words];
        }

        return _bits.AsSpan(0, _words);
    }

    /// <summary>Adds a node; false if it is already in the set or out of range.</summary>
    public bool Add(int node)
    {
        Span<int> unseen = [0];
        return AddUnseen([node], int.MaxValue, unseen) == 1;
    }

    /// <summary>Whether a node is in the set; false out of range.</summary>
    public bool Contains(int node) => (uint)node < (ulong)_words * 64 && ((_bits[node >> 6] >> node) & 1) != 0;

    /// <summary>
    /// Adds the nodes of a list up to the first outside [0, bound), and writes those that were not yet in the set in
    /// their order; returns their number. No branch depends on the bits, because which neighbors were seen is random.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddUnseen(ReadOnlySpan<int> list, int bound, Span<int> unseen)
    {
        fixed (int* nodes = list)
        {
            return AddUnseen<FourByteNodes>((byte*)nodes, list.Length, bound, unseen);
        }
    }

    /// <summary>Adds the nodes of a list whose numbers have any width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int AddUnseen<TWidth>(byte* list, int length, int bound, Span<int> unseen)
        where TWidth : struct, INodeWidth
    {
        uint limit = (uint)Math.Min(bound, _words * 64L);
        if (unseen.Length < length)
        {
            throw new ArgumentException($"room for {unseen.Length} of {length} nodes", nameof(unseen));
        }

        int count = 0;
        fixed (int* output = unseen)
        fixed (ulong* bits = _bits)
        {
            for (int i = 0; i < length; i++)
            {
                uint node = TWidth.Read(list + (i * TWidth.Bytes));
                if (node >= limit)
                {
                    break;
                }

                ulong* word = bits + (node >> 6);
                ulong before = *word;
                *word = before | (1UL << (int)node);
                output[count] = (int)node;
                count += (int)(~(before >> (int)node) & 1);
            }
        }

        Debug.Assert(count <= length);
        return count;
    }
}
