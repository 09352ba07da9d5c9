using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using ProductSpace.Graph;
using ProductSpace.Numerics;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>Ours: all lines of all unseen neighbors, then the list of the next candidate.</summary>
internal readonly struct AllLinesAndNextList : IPrefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(in CodeRows codes, ReadOnlySpan<int> nodes) => codes.Prefetch(nodes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NextList(in LayerView layer, int node)
    {
        if (node >= 0)
        {
            layer.PrefetchNeighbors(node);
        }
    }
}

/// <summary>All lines of all unseen neighbors; the next list comes when it is read.</summary>
internal readonly struct AllLines : IPrefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(in CodeRows codes, ReadOnlySpan<int> nodes) => codes.Prefetch(nodes);

    public static void NextList(in LayerView layer, int node)
    {
    }
}

/// <summary>The first line of each unseen neighbor, and the next list.</summary>
internal readonly unsafe struct FirstLine : IPrefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(in CodeRows codes, ReadOnlySpan<int> nodes)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        foreach (int node in nodes)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref codes.Row(node)[0]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NextList(in LayerView layer, int node) => AllLinesAndNextList.NextList(layer, node);
}

/// <summary>Nothing is asked for; the processor's own look-ahead is alone.</summary>
internal readonly struct NoPrefetch : IPrefetch
{
    public static void Rows(in CodeRows codes, ReadOnlySpan<int> nodes)
    {
    }

    public static void NextList(in LayerView layer, int node)
    {
    }
}
