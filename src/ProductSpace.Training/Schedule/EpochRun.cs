using ProductSpace.Numerics;
using ProductSpace.Training.Numerics;
using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Schedule;

/// <summary>
/// Runs epochs on several threads. Owns the memory of the chunks, and one block trainer for each thread.
/// </summary>
internal sealed class EpochRun : IDisposable
{
    /// <summary>
    /// Number of events trained per row before rows are dealt into new buckets: dealing a row costs about a tenth of
    /// training an event.
    /// </summary>
    private const int DealCost = 4;

    /// <summary>Approximate limit of deals in an epoch: after each deal, rows move from core to core.</summary>
    private const int MostDeals = 8;

    private readonly SessionCorpus _corpus;
    private readonly Prod2VecOptions _options;
    private readonly ChunkPlan _chunks;
    private readonly Deal _deal;
    private readonly ChunkSlot[] _slots;
    private readonly IBlockTrainer[] _trainers;
    private readonly PairEmitter[] _emitters;
    private readonly int _chunksPerDeal;

    public EpochRun(
        SessionCorpus corpus,
        RowCatalog rows,
        Prod2VecOptions options,
        int buckets,
        Func<IBlockTrainer> createTrainer)
    {
        _corpus = corpus;
        _options = options;
        Buckets = buckets;
        _chunks = new ChunkPlan(corpus, options, rows.MetadataOf.Length);
        _chunksPerDeal = 1 + (int)Math.Max((long)rows.Rows * DealCost / _chunks.Longest, _chunks.Count / MostDeals);
        _deal = new Deal(rows, buckets);
        _slots = [new ChunkSlot(buckets), new ChunkSlot(buckets)];
        int threads = Math.Clamp(options.ThreadCount, 1, buckets + 1);
        _trainers = new IBlockTrainer[threads];
        _emitters = new PairEmitter[threads];
        for (int thread = 0; thread < threads; thread++)
        {
            _trainers[thread] = createTrainer();
            _emitters[thread] = new PairEmitter(rows, options);
        }
    }

    public int Buckets { get; }

    public int Threads => _trainers.Length;

    /// <summary>Trains one epoch; returns the sum of the losses and the number of pairs behind it.</summary>
    public (double Loss, long Pairs) Run(int epoch, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        Epoch state = new(this, epoch, progress, cancellationToken);
        Thread[] others = new Thread[_trainers.Length - 1];
        for (int i = 0; i < others.Length; i++)
        {
            int thread = i + 1;
            others[i] = new Thread(() => state.Work(thread)) { IsBackground = true, Name = $"prod2vec {thread}" };
            others[i].Start();
        }

        state.Work(0);
        foreach (Thread other in others)
        {
            other.Join();
        }

        state.ThrowIfFailed();
        return (state.Loss, state.Pairs);
    }

    public void Dispose()
    {
        foreach (IBlockTrainer trainer in _trainers)
        {
            trainer.Dispose();
        }
    }

    private float LearningRate(int epoch, long position)
    {
        if (_options.Schedule == LearningRateSchedule.Constant)
        {
            return (float)_options.LearningRate;
        }

        double done = (epoch + ((double)position / Math.Max(1, _corpus.TokenCount))) / _options.Epochs;
        return (float)(
            _options.LearningRate - ((_options.LearningRate - _options.MinLearningRate) * Math.Min(1, done)));
    }

    /// <summary>State that the threads of one epoch share.</summary>
    private sealed class Epoch
    {
        private readonly object _gate = new();
        private readonly EpochRun _run;
        private readonly int _epoch;
        private readonly ulong _seed;
        private readonly IProgress<long>? _progress;
        private readonly CancellationToken _cancellation;
        private readonly BlockFlow _flow;
        private Exception? _failure;

        public Epoch(EpochRun run, int epoch, IProgress<long>? progress, CancellationToken cancellationToken)
        {
            _run = run;
            _epoch = epoch;
            _seed = SeededRandom.Hash(run._options.Seed, (ulong)epoch);
            _progress = progress;
            _cancellation = cancellationToken;
            _flow = new BlockFlow(run._chunks.Count, run.Buckets, run.Threads, chunk =>
                chunk % run._chunksPerDeal == 0);
        }

        public double Loss { get; private set; }

        public long Pairs { get; private set; }

        public void Work(int thread)
        {
            while (Take(thread, out Work work))
            {
                try
                {
                    Do(work, thread);
                    Finish(work);
                }
                catch (Exception exception)
                {
                    Fail(exception);
                }
            }
        }

        public void ThrowIfFailed()
        {
            if (_failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            }
        }

        private bool Take(int thread, out Work work)
        {
            lock (_gate)
            {
                work = default;
                while (_failure is null && !_flow.IsDone)
                {
                    if (_flow.TryTake(thread, out work))
                    {
                        return true;
                    }

                    Monitor.Wait(_gate);
                }

                return false;
            }
        }

        private void Finish(Work work)
        {
            lock (_gate)
            {
                if (_flow.Complete(work))
                {
                    AddLosses(_run._slots[work.Chunk & 1]);
                    _progress?.Report(_run._chunks.Start(work.Chunk) + _run._chunks.Events(work.Chunk));
                }

                Monitor.PulseAll(_gate);
            }

            _cancellation.ThrowIfCancellationRequested();
        }

        private void Fail(Exception exception)
        {
            lock (_gate)
            {
                _failure ??= exception;
                Monitor.PulseAll(_gate);
            }
        }

        /// <summary>
        /// Adds the losses in the order of the blocks, whichever thread trained them: sums of doubles depend on the
        /// order.
        /// </summary>
        private void AddLosses(ChunkSlot slot)
        {
            for (int block = 0; block < slot.Losses.Length; block++)
            {
                Loss += slot.Losses[block];
                Pairs += slot.LossPairs[block];
            }
        }

        private void Do(Work work, int thread)
        {
            ChunkSlot slot = _run._slots[work.Chunk & 1];
            switch (work.Kind)
            {
                case WorkKind.Prepare:
                    Prepare(slot, work.Chunk);
                    break;
                case WorkKind.Emit:
                    Emit(slot, work, thread);
                    break;
                default:
                    Train(slot, work, thread);
                    break;
            }
        }

        private void Prepare(ChunkSlot slot, int chunk)
        {
            if (chunk % _run._chunksPerDeal == 0)
            {
                _run._deal.Renew(SeededRandom.Hash(_seed ^ 2, (ulong)chunk));
            }

            slot.Position = _run._chunks.Start(chunk);
            slot.Count = _run._chunks.Events(chunk);
            if (slot.Events.Length < slot.Count)
            {
                slot.Events = new int[Math.Max(slot.Count, _run._chunks.Longest)];
            }

            if (_run._corpus.Read(slot.Position, slot.Events.AsSpan(0, slot.Count)) != slot.Count)
            {
                throw new EndOfStreamException("the temporary token file was cut short while it was in use");
            }
        }

        private void Emit(ChunkSlot slot, Work work, int thread)
        {
            PairEmitter emitter = _run._emitters[thread];
            Piece piece = slot.Pieces[work.Index];
            int from = slot.PieceStart(work.Index);
            emitter.Emit(
                slot.Events.AsSpan(0, slot.Count),
                slot.Position,
                from,
                slot.PieceStart(work.Index + 1),
                _seed);
            piece.Sort(emitter.Pairs, _run._deal.Plan.BucketOf);
            piece.LearningRate = _run.LearningRate(_epoch, slot.Position + from);
        }

        private void Train(ChunkSlot slot, Work work, int thread)
        {
            int block = (_flow.InBucket(work) * _run.Buckets) + _flow.OutBucket(work);
            BlockTask task = new()
            {
                Pieces = slot.Pieces,
                Block = block,
                OutBucket = _flow.OutBucket(work),
                Deal = _run._deal,
                Random = new SeededRandom(
                    SeededRandom.Hash(SeededRandom.Hash(_seed ^ 3, (ulong)work.Chunk), (ulong)block)),
            };
            _run._trainers[thread].Train(ref task);
            slot.Losses[block] = task.Loss;
            slot.LossPairs[block] = task.LossPairs;
        }
    }
}
