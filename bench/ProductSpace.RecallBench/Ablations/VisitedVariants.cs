using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>Ours: one bit a node, all cleared before a search.</summary>
internal readonly struct OurBits() : IVisited
{
    private readonly VisitedSet _set = new();

    public void Begin(int nodes) => _set.Reset(nodes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddUnseen(ReadOnlySpan<int> list, int bound, int[] unseen) => _set.AddUnseen(list, bound, unseen);
}

/// <summary>The same with a list of the words touched, which alone are cleared.</summary>
internal unsafe struct UndoBits() : IVisited
{
    private ulong[] _bits = [];
    private int[] _touched = [];
    private int _touchedCount;

    public void Begin(int nodes)
    {
        if (_bits.Length < (nodes + 63) / 64)
        {
            _bits = new ulong[(nodes + 63) / 64];
            _touched = new int[_bits.Length + 1];
        }

        foreach (int word in _touched.AsSpan(0, _touchedCount))
        {
            _bits[word] = 0;
        }

        _touchedCount = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int AddUnseen(ReadOnlySpan<int> list, int bound, int[] unseen)
    {
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
                if (node >= (uint)bound)
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
}

/// <summary>The same with a branch on what was seen: which neighbors were is random.</summary>
internal struct BranchingUndoBits() : IVisited
{
    private ulong[] _bits = [];
    private int[] _touched = [];
    private int _touchedCount;

    public void Begin(int nodes)
    {
        if (_bits.Length < (nodes + 63) / 64)
        {
            _bits = new ulong[(nodes + 63) / 64];
            _touched = new int[_bits.Length];
        }

        foreach (int word in _touched.AsSpan(0, _touchedCount))
        {
            _bits[word] = 0;
        }

        _touchedCount = 0;
    }

    public int AddUnseen(ReadOnlySpan<int> list, int bound, int[] unseen)
    {
        int count = 0;
        ulong[] bits = _bits;
        foreach (int node in list)
        {
            if ((uint)node >= (uint)bound)
            {
                break;
            }

            int word = node >> 6;
            ulong before = bits[word];
            ulong bit = 1UL << node;
            if ((before & bit) != 0)
            {
                continue;
            }

            if (before == 0)
            {
                _touched[_touchedCount++] = word;
            }

            bits[word] = before | bit;
            unseen[count++] = node;
        }

        return count;
    }
}

/// <summary>A 16-bit number a node that names the walk which saw it last, as hnswlib has; cleared once in 65,535 walks.</summary>
internal unsafe struct Epochs() : IVisited
{
    private ushort[] _seen = [];
    private ushort _epoch;

    public void Begin(int nodes)
    {
        if (_seen.Length < nodes)
        {
            _seen = new ushort[nodes];
        }

        if (++_epoch == 0)
        {
            Array.Clear(_seen);
            _epoch = 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly int AddUnseen(ReadOnlySpan<int> list, int bound, int[] unseen)
    {
        int count = 0;
        ushort epoch = _epoch;
        fixed (ushort* seen = _seen)
        fixed (int* output = unseen)
        fixed (int* nodes = list)
        {
            for (int i = 0; i < list.Length; i++)
            {
                uint node = (uint)nodes[i];
                if (node >= (uint)bound)
                {
                    break;
                }

                int before = seen[node];
                seen[node] = epoch;
                output[count] = (int)node;
                count += before != epoch ? 1 : 0;
            }
        }

        return count;
    }
}

/// <summary>A small table of node numbers by open addressing, grown to twice what the longest walk needed.</summary>
internal struct HashTable() : IVisited
{
    private int[] _slots = new int[1024];
    private int _used;

    public void Begin(int nodes)
    {
        Array.Clear(_slots);
        _used = 0;
    }

    public int AddUnseen(ReadOnlySpan<int> list, int bound, int[] unseen)
    {
        if (2 * (_used + list.Length) > _slots.Length)
        {
            Grow();
        }

        int count = 0;
        foreach (int node in list)
        {
            if ((uint)node >= (uint)bound)
            {
                break;
            }

            if (Add(node))
            {
                unseen[count++] = node;
            }
        }

        _used += count;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Add(int node)
    {
        // Slots hold node + 1; 0 is free.
        int[] slots = _slots;
        uint mask = (uint)slots.Length - 1;
        uint slot = ((uint)node * 2654435769u) >> (32 - BitOperations.Log2((uint)slots.Length));
        while (true)
        {
            int found = slots[slot & mask];
            if (found == 0)
            {
                slots[slot & mask] = node + 1;
                return true;
            }

            if (found == node + 1)
            {
                return false;
            }

            slot++;
        }
    }

    private void Grow()
    {
        int[] old = _slots;
        _slots = new int[2 * old.Length];
        foreach (int node in old)
        {
            if (node != 0)
            {
                Add(node - 1);
            }
        }
    }
}
