using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// View of one layer of the graph: the code rows of its nodes and their neighbor lists [Count x Degree], each ended by
/// <see cref="End"/> unless full. Node numbers are local to the layer; <see cref="Below"/> maps them to the layer below
/// (empty on layer 0). Knows no file.
/// </summary>
internal readonly struct LayerView(CodeRows codes, NodeLists lists, NativeView<int> below)
{
    /// <summary>Ends a neighbor list that is not full.</summary>
    public const int End = NodeLists.End;

    /// <summary>Views lists of four bytes a number.</summary>
    public LayerView(CodeRows codes, NativeView<int> neighbors, NativeView<int> below, int degree)
        : this(codes, new NodeLists(neighbors, degree), below)
    {
    }

    public CodeRows Codes { get; } = codes;

    public NodeLists Lists { get; } = lists;

    public NativeView<int> Below { get; } = below;

    /// <summary>Capacity of a neighbor list.</summary>
    public int Degree => Lists.Degree;

    public int Count => Codes.Count;

    /// <summary>
    /// Neighbor list of a node, Degree numbers; the neighbors end at the first negative one. Packed lists are read into
    /// the room.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> Neighbors(int node, Span<int> room)
    {
        Debug.Assert((uint)node < (uint)Count);
        if (Lists.IsPlain)
        {
            return Lists.InPlace(node);
        }

        Lists.Read(node, room);
        return room[..Degree];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchNeighbors(int node) => Lists.Prefetch(node);
}
