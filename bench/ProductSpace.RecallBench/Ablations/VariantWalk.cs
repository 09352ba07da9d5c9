using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>A walk of layer 0 for all queries, one after another.</summary>
internal interface IWalkVariant
{
    string Name { get; }

    /// <summary>CPU nanoseconds of one pass over all queries.</summary>
    long Pass(AblationData data, int ef);

    /// <summary>The pool of one query.</summary>
    int[] Nodes(AblationData data, int query, int ef);
}

/// <summary>The engine's loop with three parts to choose. Structs, so that each choice is compiled as a loop of its own.</summary>
internal sealed class VariantWalk<TVisited, TPool, TPrefetch>(string name, TVisited visited, TPool pool) : IWalkVariant
    where TVisited : struct, IVisited
    where TPool : struct, IPool
    where TPrefetch : struct, IPrefetch
{
    private TVisited _visited = visited;
    private TPool _pool = pool;
    private int[] _unseen = [];
    private int[] _dots = [];

    public string Name => name;

    public long Pass(AblationData data, int ef)
    {
        long start = LibC.ThreadCpuNanoseconds();
        foreach (ReadyQuery query in data.Prepared)
        {
            Run(data.Space.Base, query.Codes, query.Start, ef);
        }

        return LibC.ThreadCpuNanoseconds() - start;
    }

    public int[] Nodes(AblationData data, int query, int ef)
    {
        Run(data.Space.Base, data.Prepared[query].Codes, data.Prepared[query].Start, ef);
        return _pool.Nodes();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(in LayerView layer, sbyte[] query, int start, int ef)
    {
        CodeRows codes = layer.Codes;
        QueryScorer scorer = new(query);
        if (_unseen.Length < layer.Degree)
        {
            _unseen = new int[layer.Degree];
            _dots = new int[layer.Degree];
        }

        int[] unseen = _unseen;
        int[] dots = _dots;
        _visited.Begin(layer.Count);
        _pool.Reset(ef);
        _visited.AddUnseen([start], codes.Count, unseen);
        codes.Dot(unseen.AsSpan(0, 1), query, dots);
        _pool.Insert(scorer.ToDistance(dots[0], start), start);
        while (_pool.TryNext(out int node))
        {
            int count = _visited.AddUnseen(layer.Neighbors(node), codes.Count, unseen);
            TPrefetch.Rows(codes, unseen.AsSpan(0, count));
            TPrefetch.NextList(layer, _pool.PeekNext());
            codes.Dot(unseen.AsSpan(0, count), query, dots);
            int bound = _pool.Bound;
            for (int i = 0; i < count; i++)
            {
                int distance = scorer.ToDistance(dots[i], unseen[i]);
                if (distance <= bound)
                {
                    _pool.Insert(distance, unseen[i]);
                    bound = _pool.Bound;
                }
            }
        }
    }
}

/// <summary>The engine's own walk: it shows whether the copied loop is as fast.</summary>
internal sealed class EngineWalk : IWalkVariant
{
    private readonly WalkScratch _scratch = new();

    public string Name => "the engine itself";

    public long Pass(AblationData data, int ef)
    {
        long start = LibC.ThreadCpuNanoseconds();
        for (int query = 0; query < data.Prepared.Length; query++)
        {
            Run(data, query, ef);
        }

        return LibC.ThreadCpuNanoseconds() - start;
    }

    public int[] Nodes(AblationData data, int query, int ef)
    {
        Run(data, query, ef);
        return [.. Enumerable.Range(0, _scratch.Pool.Count).Select(_scratch.Pool.Node)];
    }

    private void Run(AblationData data, int query, int ef)
    {
        QueryScorer scorer = new(data.Prepared[query].Codes);
        _scratch.Begin(ef, data.Space.Count);
        Walk.Enter(data.Space.Base, scorer, data.Prepared[query].Start, _scratch);
        Walk.SearchLayer(data.Space.Base, scorer, _scratch);
    }
}
