using System.Runtime.CompilerServices;

namespace ProductSpace.Graph;

/// <summary>
/// Which nodes a search has seen: one bit a node, and a list of the words touched, so that clearing costs what the search
/// cost and not what the index holds (a memset of 125 KB for a million nodes would cost more than a short search).
/// </summary>
internal sealed class VisitedSet
{
    private ulong[] _bits = [];
    private int[] _touched = [];
    private int _touchedCount;

    public void EnsureCapacity(int nodes)
    {
        int words = (nodes + 63) >> 6;
        if (_bits.Length < words)
        {
            _bits = new ulong[words];
            _touched = new int[words];
            _touchedCount = 0;
        }
    }

    /// <summary>Adds a node; false where it was in the set already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(int node)
    {
        ulong[] bits = _bits;
        int word = (int)((uint)node >> 6);
        ulong before = bits[word];
        ulong bit = 1UL << (node & 63);
        if ((before & bit) != 0)
        {
            return false;
        }

        if (before == 0)
        {
            _touched[_touchedCount++] = word;
        }

        bits[word] = before | bit;
        return true;
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
