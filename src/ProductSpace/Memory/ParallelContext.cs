namespace ProductSpace.Memory;

/// <summary>
/// Threads, cancellation and progress of a build. Work is handed out in blocks of indices. What a block computes may
/// depend on its indices only, so that the result does not depend on the thread that computes it.
/// </summary>
internal sealed class ParallelContext(
    int threads, CancellationToken cancellationToken, Action<int, long>? inserted = null)
{
    public int Threads { get; } = threads;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Nodes that will be inserted, those of all layers together; 0 until that is known.</summary>
    public long Expected { get; set; }

    /// <summary>Reports newly inserted nodes, with the number expected.</summary>
    public void Report(int nodes) => inserted?.Invoke(nodes, Expected);

    /// <summary>Runs body(state, from, to) over [0, count) in blocks; each thread has its own state.</summary>
    public void ForEachBlock<TState>(int count, int block, Func<TState> create, Action<TState, int, int> body)
    {
        int blocks = (int)(((long)count + block - 1) / block);
        if (Threads == 1 || blocks <= 1)
        {
            if (blocks > 0)
            {
                TState state = create();
                for (int i = 0; i < blocks; i++)
                {
                    CancellationToken.ThrowIfCancellationRequested();
                    body(state, i * block, Math.Min(count, (i + 1) * block));
                }
            }

            return;
        }

        int next = -1;
        ParallelOptions options = new() { MaxDegreeOfParallelism = Threads, CancellationToken = CancellationToken };
        Parallel.For(0, Math.Min(Threads, blocks), options, _ =>
        {
            TState state = create();
            int i;
            while ((i = Interlocked.Increment(ref next)) < blocks)
            {
                CancellationToken.ThrowIfCancellationRequested();
                body(state, i * block, Math.Min(count, (i + 1) * block));
            }
        });
    }

    public void ForEachBlock(int count, int block, Action<int, int> body) =>
        ForEachBlock(count, block, static () => 0, (_, from, to) => body(from, to));
}
