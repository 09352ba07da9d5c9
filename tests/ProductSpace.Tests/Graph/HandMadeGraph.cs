using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Graph;

/// <summary>A layer written by hand: codes and neighbor lists.</summary>
internal sealed class HandMadeGraph : IDisposable
{
    private readonly AlignedBuffer<byte> _codes;
    private readonly AlignedBuffer<int> _norms;
    private readonly AlignedBuffer<int> _lists;

    public HandMadeGraph(int degree, byte[][] codes, int[][] lists)
    {
        Degree = degree;
        Dimension = codes[0].Length;
        int stride = CodeRows.StrideFor(Dimension);
        _codes = new AlignedBuffer<byte>((long)codes.Length * stride);
        _norms = new AlignedBuffer<int>(codes.Length);
        _lists = new AlignedBuffer<int>((long)codes.Length * degree);
        Codes = new CodeRows(_codes.View, codes.Length, stride);
        for (int node = 0; node < codes.Length; node++)
        {
            codes[node].CopyTo(Codes.Row(node));
            _norms.View[node] = Codes.SquaredNorm(node, Dimension);
            Span<int> list = Lists.Slice((long)node * degree, degree);
            list.Fill(LayerView.End);
            lists[node].CopyTo(list);
        }
    }

    public CodeRows Codes { get; }

    public int Dimension { get; }

    public int Degree { get; }

    public NativeView<int> Lists => _lists.View;

    public int[] ListOf(int node) => Lists.Slice((long)node * Degree, Degree).ToArray();

    public int Count(int entryPoint) => Reachability.Count(new NodeLists(Lists, Degree), Codes.Count, entryPoint);

    public int Repair(int entryPoint) =>
        Reachability.Repair(Codes, _norms.View, Dimension, Lists, Degree, [.. Enumerable.Range(0, Codes.Count)], entryPoint);

    public void Dispose()
    {
        _codes.Dispose();
        _norms.Dispose();
        _lists.Dispose();
    }
}
