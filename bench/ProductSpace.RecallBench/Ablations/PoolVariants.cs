using System.Runtime.CompilerServices;
using ProductSpace.Graph;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>Ours: one sorted array, binary search without branches.</summary>
internal readonly struct SortedArray() : IPool
{
    private readonly SearchPool _pool = new();

    public int Bound => _pool.Bound;

    public void Reset(int ef) => _pool.Reset(ef);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Insert(int distance, int node) => _pool.Insert(distance, node);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(out int node) => _pool.TryNext(out node);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PeekNext() => _pool.PeekNext();

    public int[] Nodes()
    {
        int[] nodes = new int[_pool.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = _pool.Node(i);
        }

        return nodes;
    }
}

/// <summary>
/// As in the paper and in hnswlib: candidates in a heap with the nearest on top, results in a heap of ef with the farthest
/// on top. Keys are distance and node in 64 bits, as ours.
/// </summary>
internal struct TwoHeaps() : IPool
{
    private ulong[] _candidates = new ulong[1024];
    private ulong[] _results = new ulong[64];
    private int _candidateCount;
    private int _resultCount;
    private int _ef;

    public int Bound { get; private set; }

    public void Reset(int ef)
    {
        if (_results.Length < ef)
        {
            _results = new ulong[ef];
        }

        _candidateCount = 0;
        _resultCount = 0;
        _ef = ef;
        Bound = int.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Insert(int distance, int node)
    {
        ulong key = ((ulong)(uint)distance << 32) | (uint)node;
        if (_resultCount == _ef)
        {
            if (key >= _results[0])
            {
                return;
            }

            ReplaceFarthest(key);
        }
        else
        {
            PushResult(key);
        }

        PushCandidate(key);
        Bound = _resultCount == _ef ? (int)(_results[0] >> 32) : int.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryNext(out int node)
    {
        node = -1;
        if (_candidateCount == 0 || (_resultCount == _ef && _candidates[0] > _results[0]))
        {
            return false;
        }

        node = (int)(uint)_candidates[0];
        ulong last = _candidates[--_candidateCount];
        ulong[] heap = _candidates;
        int count = _candidateCount;
        int place = 0;
        int child;
        while ((child = (2 * place) + 1) < count)
        {
            if (child + 1 < count && heap[child + 1] < heap[child])
            {
                child++;
            }

            if (heap[child] >= last)
            {
                break;
            }

            heap[place] = heap[child];
            place = child;
        }

        heap[place] = last;
        return true;
    }

    public readonly int PeekNext() => _candidateCount > 0 ? (int)(uint)_candidates[0] : -1;

    public readonly int[] Nodes() => [.. _results.Take(_resultCount).Order().Select(key => (int)(uint)key)];

    private void PushCandidate(ulong key)
    {
        if (_candidateCount == _candidates.Length)
        {
            Array.Resize(ref _candidates, 2 * _candidateCount);
        }

        ulong[] heap = _candidates;
        int place = _candidateCount++;
        for (int parent = (place - 1) >> 1; place > 0 && heap[parent] > key; parent = (place - 1) >> 1)
        {
            heap[place] = heap[parent];
            place = parent;
        }

        heap[place] = key;
    }

    private void PushResult(ulong key)
    {
        ulong[] heap = _results;
        int place = _resultCount++;
        for (int parent = (place - 1) >> 1; place > 0 && heap[parent] < key; parent = (place - 1) >> 1)
        {
            heap[place] = heap[parent];
            place = parent;
        }

        heap[place] = key;
    }

    private readonly void ReplaceFarthest(ulong key)
    {
        ulong[] heap = _results;
        int count = _resultCount;
        int place = 0;
        int child;
        while ((child = (2 * place) + 1) < count)
        {
            if (child + 1 < count && heap[child + 1] > heap[child])
            {
                child++;
            }

            if (heap[child] <= key)
            {
                break;
            }

            heap[place] = heap[child];
            place = child;
        }

        heap[place] = key;
    }
}
