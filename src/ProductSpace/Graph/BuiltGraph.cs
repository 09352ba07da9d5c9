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

    public AlignedBuffer<int> Norms(int dimension)
    {
        AlignedBuffer<int> norms = new(Count);
        CodeRows rows = View.Codes;
        for (int row = 0; row < Count; row++)
        {
            norms.View[row] = rows.SquaredNorm(row, dimension);
        }

        return norms;
    }

    public void Dispose()
    {
        Codes.Dispose();
        Lists.Dispose();
        Below.Dispose();
    }
}

/// <summary>A finished graph in memory, ready to be written. Upper layers start with layer 1.</summary>
internal sealed class BuiltGraph(
    int m, AlignedBuffer<int> lists, List<BuiltLayer> upper, int entryPoint, int nodes, int repaired) : IDisposable
{
    public int M { get; } = m;

    /// <summary>Neighbor lists of layer 0, [rows x 2 M], at the start of the buffer.</summary>
    public AlignedBuffer<int> Lists { get; } = lists;

    public IReadOnlyList<BuiltLayer> Upper { get; } = upper;

    /// <summary>Row of layer 0 below the entry point of the top layer.</summary>
    public int EntryPoint { get; } = entryPoint;

    /// <summary>Number of rows that are nodes; every other row shares the node of an equal one.</summary>
    public int Nodes { get; } = nodes;

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
