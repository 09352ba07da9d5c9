using System.Runtime.ExceptionServices;

namespace ProductSpace.Training.Tables;

/// <summary>
/// Threads, progress and cancellation of a learner. What runs in parallel writes to places of its own, so that results
/// do not depend on the number of threads.
/// </summary>
/// <param name="threads">Number of threads, 0 for all processors.</param>
/// <param name="progress">Told the share done, 0 to 1; null for nobody.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class TableWork(int threads, IProgress<double>? progress, CancellationToken cancellationToken)
{
    private readonly ParallelOptions _options = new()
    {
        CancellationToken = cancellationToken,
        MaxDegreeOfParallelism = threads == 0 ? -1 : threads,
    };

    private readonly Lock _reporting = new();
    private double _highest = double.NegativeInfinity;
    private double _start;
    private double _length = 1;

    /// <summary>Throws if the work was cancelled.</summary>
    public void Check() => _options.CancellationToken.ThrowIfCancellationRequested();

    /// <summary>Maps what is reported from now on to this part of the whole.</summary>
    public void Begin(double start, double end)
    {
        Check();
        _start = start;
        _length = end - start;
        Report(0);
    }

    /// <summary>
    /// Reports the share of the current part that is done. What was told never falls, although a part may be made of
    /// several passes and threads finish in any order.
    /// </summary>
    public void Report(double share)
    {
        if (progress is null)
        {
            return;
        }

        lock (_reporting)
        {
            double done = _start + (share * _length);
            if (done > _highest)
            {
                _highest = done;
                progress.Report(done);
            }
        }
    }

    /// <summary>Runs the body for 0 to count - 1, in any order.</summary>
    public void ForEach(int count, Action<int> body) =>
        Run(() => Parallel.For(0, count, _options, body));

    /// <summary>
    /// Runs the body for 0 to count - 1, in any order, with a state for each thread, and reports the share done.
    /// </summary>
    public void ForEach<TState>(int count, Func<TState> state, Action<int, TState> body)
    {
        int done = 0;
        Run(() => Parallel.For(
            0,
            count,
            _options,
            state,
            (i, _, own) =>
            {
                body(i, own);
                int finished = Interlocked.Increment(ref done);
                if (finished * 100L / count != (finished - 1) * 100L / count)
                {
                    Report((double)finished / count);
                }

                return own;
            },
            _ => { }));
    }

    private static void Run(Action parallel)
    {
        try
        {
            parallel();
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
