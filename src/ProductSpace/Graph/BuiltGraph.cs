using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// One upper layer in memory: the codes of its nodes, their neighbor lists, and the node of each in the layer below.
/// </summary>
internal sealed class BuiltLayer(
    int count,
    int stride,
    int degree,
    AlignedBuffer<byte> codes,
    AlignedBuffer<int> lists,
    AlignedBuffer<int> below) : IDisposable
{
    public AlignedBuffer<byte> Codes { get; } = codes;

    public AlignedBuffer<int> Lists { get; } = lists;

    public AlignedBuffer<int> Below { get; } = below;

    public int Count { get; } = count;

    public LayerView View => new(new CodeRows(Codes.View, Count, stride), Lists.View, Below.View, degree);

    public void Dispose()
    {
        Codes.Dispose();
        Lists.Dispose();
        Below.Dispose();
    }
}

/// <summary>A finished graph in memory, ready to be written. Upper layers start with layer 1.</summary>
internal sealed class BuiltGraph(
    AlignedBuffer<int> lists, List<BuiltLayer> upper, int entryPoint, int repaired) : IDisposable
{
    /// <summary>Neighbor lists of layer 0, [rows x 2 M], at the start of the buffer.</summary>
    public AlignedBuffer<int> Lists { get; } = lists;

    public IReadOnlyList<BuiltLayer> Upper { get; } = upper;

    /// <summary>Row of layer 0 below the entry point of the top layer.</summary>
    public int EntryPoint { get; } = entryPoint;

    /// <summary>Number of nodes that were not reachable from the entry point before the repair.</summary>
    public int Repaired { get; } = repaired;

    public void Dispose()
    {
        Lists.Dispose();
        foreach (BuiltLayer layer in Upper)
        {
            layer.Dispose();
        }
    }
}
