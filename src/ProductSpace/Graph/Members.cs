using System.Runtime.CompilerServices;

namespace ProductSpace.Graph;

/// <summary>Which nodes a walk may step on. A type argument, so that a walk over all of them asks nothing.</summary>
internal interface IMembers
{
    /// <summary>Moves the members of a list to its front, in order; returns how many there are.</summary>
    int Keep(Span<int> nodes);
}

internal readonly struct Everybody : IMembers
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Keep(Span<int> nodes) => nodes.Length;
}

/// <summary>The nodes of a set, a bit for each, lowest first; nodes behind its end are no members.</summary>
internal readonly ref struct NodeBits(ReadOnlySpan<ulong> words) : IMembers
{
    private readonly ReadOnlySpan<ulong> _words = words;

    /// <summary>No branch depends on the bits: which neighbors are members is random.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Keep(Span<int> nodes)
    {
        ReadOnlySpan<ulong> words = _words;
        int count = 0;
        foreach (int node in nodes)
        {
            nodes[count] = node;
            count += (uint)node >> 6 < (uint)words.Length ? (int)(words[node >> 6] >> node) & 1 : 0;
        }

        return count;
    }
}
