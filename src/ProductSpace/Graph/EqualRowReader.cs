using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Graph;

/// <summary>
/// Enumerates the rows that share the codes of a node, from (node, row) pairs in ascending order, without allocation.
/// </summary>
internal ref struct EqualRowReader
{
    private readonly NativeView<int> _pairs;
    private readonly int _node;
    private long _next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EqualRowReader(NativeView<int> pairs, int node)
    {
        _pairs = pairs;
        _node = node;
        _next = EqualRows.IndexOf(pairs, node);
    }

    public int Current { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly EqualRowReader GetEnumerator() => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (_next >= _pairs.Length / 2 || _pairs[2 * _next] != _node)
        {
            return false;
        }

        Current = _pairs[(2 * _next++) + 1];
        return true;
    }
}
