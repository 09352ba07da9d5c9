using ProductSpace.Graph;
using ProductSpace.Numerics;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>Remembers which nodes a walk has seen.</summary>
internal interface IVisited
{
    void Begin(int nodes);

    /// <summary>Adds the nodes of a list that were not seen before; returns how many it wrote to unseen.</summary>
    int AddUnseen(ReadOnlySpan<int> list, int bound, int[] unseen);
}

/// <summary>Keeps the ef nearest nodes and gives the nearest unexpanded one.</summary>
internal interface IPool
{
    int Bound { get; }

    void Reset(int ef);

    void Insert(int distance, int node);

    bool TryNext(out int node);

    /// <summary>The next node by the present state, or -1.</summary>
    int PeekNext();

    /// <summary>The nodes kept, nearest first.</summary>
    int[] Nodes();
}

/// <summary>What is asked of memory before it is needed.</summary>
internal interface IPrefetch
{
    static abstract void Rows(in CodeRows codes, ReadOnlySpan<int> nodes);

    static abstract void NextList(in LayerView layer, int node);
}
