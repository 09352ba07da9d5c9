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
internal readonly struct LayerView(CodeRows codes, NativeView<int> neighbors, NativeView<int> below, int degree)
{
    /// <summary>Ends a neighbor list that is not full.</summary>
    public const int End = -1;

    public CodeRows Codes { get; } = codes;

    public NativeView<int> Lists { get; } = neighbors;

    public NativeView<int> Below { get; } = below;

    /// <summary>Capacity of a neighbor list.</summary>
    public int Degree { get; } = degree;

    public int Count => Codes.Count;

    /// <summary>Neighbor list of a node, Degree numbers; the neighbors end at the first negative one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<int> Neighbors(int node)
    {
        Debug.Assert((uint)node < (uint)Count && (long)Count * Degree <= Lists.Length);
        return Lists.Slice((long)node * Degree, Degree);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchNeighbors(int node) => Lists.Prefetch((long)node * Degree, Degree);
}
