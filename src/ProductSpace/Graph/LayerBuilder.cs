using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// Builds the neighbor lists of one layer by prefix-doubling batches (ParlayANN, Manohar et al., PPoPP 2024) with
/// HNSW's search and neighbor selection inside. Each batch is searched against the frozen graph of all earlier ones,
/// then its nodes get their lists, and the reverse edges are sorted and applied target by target. There are no locks or
/// atomics: work is split by index and every distance is an integer, so that the bytes depend neither on the thread
/// count nor on the instruction set.
/// </summary>
internal sealed class LayerBuilder : IDisposable
{
    /// <summary>Largest batch as a fraction of the layer, because nodes of one batch cannot see each other.</summary>
    private const int LargestBatchShare = 50;

    private readonly CodeRows _codes;
    private readonly NativeView<int> _norms;
    private readonly int _dimension;
    private readonly SelectionRule _rule;
    private readonly int _efConstruction;
    private readonly ParallelContext _context;
    private readonly AlignedBuffer<int> _lists;
    private readonly bool[] _inserted;
    private readonly int _width;
    private bool _detached;

    public LayerBuilder(
        CodeRows codes,
        NativeView<int> norms,
        int dimension,
        SelectionRule rule,
        int efConstruction,
        ParallelContext context)
    {
        _codes = codes;
        _norms = norms;
        _dimension = dimension;
        _rule = rule;
        _efConstruction = efConstruction;
        _context = context;
        // A quarter of slack: a list is pruned once it is full, not at every reverse edge.
        _width = rule.Degree + (rule.Degree / 4);
        _lists = new AlignedBuffer<int>((long)codes.Count * _width);
        Fill(_lists.View, LayerView.End);
        _inserted = new bool[codes.Count];
    }

    /// <summary>The growing graph, with slack in its lists.</summary>
    private LayerView Growing => new(_codes, _lists.View, default, _width);

    /// <summary>
    /// Inserts the nodes in order; the first is the entry point. <paramref name="locate"/> finds a start node in this
    /// layer through the layers above, or returns -1.
    /// </summary>
    public void Insert(int[] order, LocateStart? locate)
    {
        int largest = Math.Max(1, order.Length / LargestBatchShare);
        int done = 0;
        while (done < order.Length)
        {
            _context.CancellationToken.ThrowIfCancellationRequested();
            int size = Math.Min(order.Length - done, Math.Clamp(done, 1, largest));
            // Batches are random, but nodes within a batch are searched in cell order, so that consecutive searches
            // meet a neighborhood that is still in the cache. Results are stored by position and do not depend on it.
            Array.Sort(order, done, size);
            InsertBatch(order.AsMemory(done, size), order[0], done == 0, locate);
            done += size;
            _context.Report(size);
        }

        _context.ForEachBlock(_codes.Count, 1024, () => new Worker(this), ThinBlock);
    }

    /// <summary>
    /// Removes the slack in place and hands over the lists, the first [Count x Degree] numbers of the buffer.
    /// </summary>
    public AlignedBuffer<int> DetachLists()
    {
        AlignedBuffer<int> lists = _lists;
        for (int node = 0; node < _codes.Count; node++)
        {
            lists.View.Slice((long)node * _width, _rule.Degree).CopyTo(
                lists.View.Slice((long)node * _rule.Degree, _rule.Degree));
        }

        _detached = true;
        return lists;
    }

    public void Dispose()
    {
        if (!_detached)
        {
            _lists.Dispose();
        }
    }

    private static void Fill(NativeView<int> view, int value)
    {
        for (long start = 0; start < view.Length; start += 1 << 20)
        {
            view.Slice(start, (int)Math.Min(1 << 20, view.Length - start)).Fill(value);
        }
    }

    private static int CountOf(ReadOnlySpan<int> list)
    {
        int count = list.IndexOf(LayerView.End);
        return count < 0 ? list.Length : count;
    }

    private void InsertBatch(ReadOnlyMemory<int> batch, int entryPoint, bool first, LocateStart? locate)
    {
        if (first)
        {
            _inserted[entryPoint] = true;
            return;
        }

        int degree = _rule.Degree;
        // Reverse edges as target | source in batch order, with room for every possible neighbor.
        ulong[] edges = GC.AllocateUninitializedArray<ulong>(batch.Length * degree);
        int[] counts = new int[batch.Length];
        _context.ForEachBlock(batch.Length, 64, () => new Worker(this), (worker, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                int node = batch.Span[i];
                Span<int> list = _lists.View.Slice((long)node * _width, degree);
                int count = worker.FindNeighbors(node, entryPoint, locate, list);
                for (int j = 0; j < count; j++)
                {
                    edges[(i * degree) + j] = ((ulong)(uint)list[j] << 32) | (uint)node;
                }

                counts[i] = count;
            }
        });

        int total = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            Array.Copy(edges, i * degree, edges, total, counts[i]);
            total += counts[i];
        }

        RadixSort.ByHighHalf(edges.AsSpan(0, total), GC.AllocateUninitializedArray<ulong>(total), _codes.Count);
        int[] starts = TargetStarts(edges.AsSpan(0, total));
        _context.ForEachBlock(starts.Length - 1, 64, () => new Worker(this), (worker, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                worker.AddReverseEdges(edges.AsSpan(starts[i], starts[i + 1] - starts[i]));
            }
        });

        foreach (int node in batch.Span)
        {
            _inserted[node] = true;
        }
    }

    /// <summary>Finds where the edges of each target begin, and the end of the last.</summary>
    private static int[] TargetStarts(ReadOnlySpan<ulong> edges)
    {
        List<int> starts = [];
        for (int i = 0; i < edges.Length; i++)
        {
            if (i == 0 || edges[i] >> 32 != edges[i - 1] >> 32)
            {
                starts.Add(i);
            }
        }

        starts.Add(edges.Length);
        return [.. starts];
    }

    private void ThinBlock(Worker worker, int from, int to)
    {
        for (int node = from; node < to; node++)
        {
            worker.Thin(node);
        }
    }

    /// <summary>Scratch of one thread and the steps that use it.</summary>
    private sealed class Worker(LayerBuilder builder)
    {
        private readonly WalkScratch _walk = new();
        private readonly NeighborSelection _selection = new(
            builder._codes, builder._norms, builder._dimension, builder._rule);
        private readonly sbyte[] _query = new sbyte[builder._codes.Stride];
        private ulong[] _candidates = new ulong[512];
        private int[] _nodes = new int[512];
        private int[] _dots = new int[512];

        /// <summary>
        /// Performs the paper's INSERT for one node and layer: search with efConstruction, then select.
        /// </summary>
        public int FindNeighbors(int node, int entryPoint, LocateStart? locate, Span<int> list)
        {
            ProductScorer scorer = ScorerFor(node);
            LayerView layer = builder.Growing;
            int start = locate is null ? -1 : locate(in scorer, _walk);
            _walk.Begin(builder._efConstruction, layer.Count);
            Walk.Enter(layer, scorer, start >= 0 && builder._inserted[start] ? start : entryPoint, _walk);
            Walk.SearchLayer(layer, scorer, _walk);
            SearchPool pool = _walk.Pool;
            EnsureRoom(pool.Count);
            for (int i = 0; i < pool.Count; i++)
            {
                _candidates[i] = Key(pool.Distance(i), pool.Node(i));
            }

            return _selection.Select(_candidates.AsSpan(0, pool.Count), list);
        }

        public void AddReverseEdges(ReadOnlySpan<ulong> edges)
        {
            int target = (int)(edges[0] >> 32);
            Span<int> list = builder._lists.View.Slice((long)target * builder._width, builder._width);
            int count = CountOf(list);
            if (count + edges.Length <= list.Length)
            {
                foreach (ulong edge in edges)
                {
                    list[count++] = (int)(uint)edge;
                }

                return;
            }

            EnsureRoom(count + edges.Length);
            list[..count].CopyTo(_nodes);
            foreach (ulong edge in edges)
            {
                _nodes[count++] = (int)(uint)edge;
            }

            Reselect(target, count, list);
        }

        /// <summary>Prunes a list that uses its slack back to the degree.</summary>
        public void Thin(int node)
        {
            Span<int> list = builder._lists.View.Slice((long)node * builder._width, builder._width);
            int count = CountOf(list);
            if (count > builder._rule.Degree)
            {
                list[..count].CopyTo(_nodes);
                Reselect(node, count, list);
            }
        }

        private static ulong Key(int distance, int node) => ((ulong)(uint)distance << 32) | ((uint)node << 1);

        private ProductScorer ScorerFor(int node)
        {
            int sum = builder._codes.ToSigned(node, builder._dimension, _query);
            return new ProductScorer(_query, sum, builder._norms[node], builder._norms);
        }

        private void Reselect(int node, int count, Span<int> list)
        {
            ProductScorer scorer = ScorerFor(node);
            Span<int> nodes = _nodes.AsSpan(0, count);
            builder._codes.DotFar(nodes, _query, _dots);
            for (int i = 0; i < count; i++)
            {
                _candidates[i] = Key(scorer.ToDistance(_dots[i], nodes[i]), nodes[i]);
            }

            _candidates.AsSpan(0, count).Sort();
            int kept = _selection.Select(_candidates.AsSpan(0, count), list[..builder._rule.Degree]);
            list[kept..].Fill(LayerView.End);
        }

        private void EnsureRoom(int count)
        {
            if (_candidates.Length < count)
            {
                Array.Resize(ref _candidates, count * 2);
                Array.Resize(ref _nodes, count * 2);
                _dots = new int[count * 2];
            }
        }
    }
}

/// <summary>Finds a node of this layer near the query through the layers above, or returns -1.</summary>
internal delegate int LocateStart(in ProductScorer scorer, WalkScratch scratch);
