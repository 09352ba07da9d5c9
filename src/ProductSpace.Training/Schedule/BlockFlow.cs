namespace ProductSpace.Training.Schedule;

/// <summary>Kinds of work.</summary>
internal enum WorkKind
{
    /// <summary>Read a chunk's events, and deal the rows into new buckets if it is time.</summary>
    Prepare,

    /// <summary>Turn a piece of a chunk into pairs.</summary>
    Emit,

    /// <summary>Train the pairs of one IN bucket and one OUT bucket.</summary>
    Block,
}

/// <summary>One task. The index is the piece, or the block as IN bucket x S + step.</summary>
internal readonly record struct Work(WorkKind Kind, int Chunk, int Index);

/// <summary>
/// The order of work of an epoch: a block schedule in the manner of distributed SGD (Gemulla et al., KDD 2011). At step
/// k, IN bucket i meets OUT bucket (i + k) mod S. A block waits for the two blocks of the step before that used its
/// buckets, so that no two running blocks share a row, and the history of a row is the same whichever threads do the
/// work. Meanwhile the next chunk is turned into pairs. Needs a lock around it.
/// </summary>
internal sealed class BlockFlow
{
    private readonly int _chunks;
    private readonly int _buckets;
    private readonly Func<int, bool> _dealsAnew;
    private readonly List<int> _ready = [];
    private readonly int _threads;
    private readonly int[] _waiting;
    private readonly int[] _emitNext = new int[2];
    private readonly int[] _emitLeft = new int[2];
    private int _blocksLeft;
    private int _prepared;
    private bool _preparing;
    private bool _training;

    public BlockFlow(int chunks, int buckets, int threads, Func<int, bool> dealsAnew)
    {
        _chunks = chunks;
        _buckets = buckets;
        _dealsAnew = dealsAnew;
        _waiting = new int[buckets * buckets];
        _threads = threads;
    }

    /// <summary>Number of chunks trained to their end.</summary>
    public int Done { get; private set; }

    public bool IsDone => Done == _chunks;

    public int OutBucket(Work block) => ((block.Index / _buckets) + (block.Index % _buckets)) % _buckets;

    public int InBucket(Work block) => block.Index / _buckets;

    /// <summary>
    /// Finds work that can begin now: training first, then what the current chunk needs, then the next chunk. Each
    /// thread has a run of neighboring IN buckets and takes others' only when its own have to wait. OUT buckets move to
    /// the neighbor, so that most rows stay in the caches of one core.
    /// </summary>
    public bool TryTake(int thread, out Work work)
    {
        if (_ready.Count > 0)
        {
            int at = Math.Max(0, _ready.FindIndex(block => block / _buckets * _threads / _buckets == thread));
            int block = _ready[at];
            _ready.RemoveAt(at);
            work = new Work(WorkKind.Block, Done, block);
            return true;
        }

        for (int chunk = Done; chunk < _prepared; chunk++)
        {
            if (_emitNext[chunk & 1] < ChunkSlot.PieceCount)
            {
                work = new Work(WorkKind.Emit, chunk, _emitNext[chunk & 1]++);
                return true;
            }
        }

        if (!_preparing && _prepared < _chunks && Done >= (_dealsAnew(_prepared) ? _prepared : _prepared - 1))
        {
            _preparing = true;
            work = new Work(WorkKind.Prepare, _prepared, 0);
            return true;
        }

        work = default;
        return false;
    }

    /// <summary>Records that a task is finished; returns true if its chunk is finished too.</summary>
    public bool Complete(Work work)
    {
        switch (work.Kind)
        {
            case WorkKind.Prepare:
                _preparing = false;
                _emitNext[work.Chunk & 1] = 0;
                _emitLeft[work.Chunk & 1] = ChunkSlot.PieceCount;
                _prepared++;
                return false;
            case WorkKind.Emit:
                _emitLeft[work.Chunk & 1]--;
                Start();
                return false;
            default:
                Release(work);
                if (--_blocksLeft > 0)
                {
                    return false;
                }

                Done++;
                _training = false;
                Start();
                return true;
        }
    }

    private void Start()
    {
        // The last piece of the next chunk can be done before that of this chunk.
        if (_training || _prepared <= Done || _emitLeft[Done & 1] > 0)
        {
            return;
        }

        _training = true;
        _blocksLeft = _buckets * _buckets;
        Array.Fill(_waiting, 2);
        for (int bucket = 0; bucket < _buckets; bucket++)
        {
            _ready.Add(bucket * _buckets);
        }
    }

    private void Release(Work block)
    {
        int step = (block.Index % _buckets) + 1;
        if (step == _buckets)
        {
            return;
        }

        // The OUT bucket moves to the IN bucket below.
        int same = block.Index / _buckets;
        int below = (same + _buckets - 1) % _buckets;
        foreach (int bucket in (ReadOnlySpan<int>)[same, below])
        {
            if (--_waiting[(bucket * _buckets) + step] == 0)
            {
                _ready.Add((bucket * _buckets) + step);
            }
        }
    }
}
