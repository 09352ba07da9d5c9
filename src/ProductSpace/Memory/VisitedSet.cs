using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>
/// Which nodes a search has seen: one bit a node, and a list of the words touched, so that clearing costs what the search
/// cost and not what the index holds (a memset of 125 KB for a million nodes would cost more than a short search).
/// </summary>
internal sealed unsafe class VisitedSet
{
    private ulong[] _bits = [];
    private int[] _touched = [];
    private int _touchedCount;

    /// <summary>Nodes that fit.</summary>
    public int Capacity => (int)Math.Min(int.MaxValue, _bits.Length * 64L);

    public void EnsureCapacity(int nodes)
    {
        int words = (int)((nodes + 63L) >> 6);
        if (_bits.Length < words)
        {
            _bits = new ulong[words];
            // One place more than words: AddUnseen writes before it counts.
            _touched = new int[words + 1];
            _touchedCount = 0;
        }
    }

    /// <summary>Adds a node; false where it was in the set already.</summary>
    public bool Add(int node)
    {
        Span<int> unseen = [0];
        return AddUnseen([node], int.MaxValue, unseen) == 1;
    }

    /// <summary>
    /// Adds the nodes of a list up to the first that is not in [0, bound) and writes those that were not in the set
    /// before, in order; returns how many. No branch depends on what was seen: half of the neighbors were, at random.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int AddUnseen(ReadOnlySpan<int> list, int bound, Span<int> unseen)
    {
        uint limit = (uint)Math.Min(bound, Capacity);
        if (unseen.Length < list.Length)
        {
            throw new ArgumentException($"{unseen.Length} places for {list.Length} nodes", nameof(unseen));
        }

        int count = 0;
        int touchedCount = _touchedCount;
        fixed (int* nodes = list)
        fixed (int* output = unseen)
        fixed (ulong* bits = _bits)
        fixed (int* touched = _touched)
        {
            for (int i = 0; i < list.Length; i++)
            {
                uint node = (uint)nodes[i];
                if (node >= limit)
                {
                    break;
                }

                ulong* word = bits + (node >> 6);
                ulong before = *word;
                *word = before | (1UL << (int)node);
                touched[touchedCount] = (int)(node >> 6);
                touchedCount += before == 0 ? 1 : 0;
                output[count] = (int)node;
                count += (int)(~(before >> (int)node) & 1);
            }
        }

        _touchedCount = touchedCount;
        return count;
    }

    public void Clear()
    {
        foreach (int word in _touched.AsSpan(0, _touchedCount))
        {
            _bits[word] = 0;
        }

        _touchedCount = 0;
    }
}
