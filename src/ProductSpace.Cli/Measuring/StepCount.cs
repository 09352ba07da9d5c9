namespace ProductSpace.Cli.Measuring;

/// <summary>
/// Counts steps that end in any order, on any thread, and reports the count, which so never falls. Silent where nobody
/// listens.
/// </summary>
/// <param name="progress">Receives the steps done so far and in total; null for nobody.</param>
/// <param name="stage">What the steps are.</param>
/// <param name="total">Number of steps.</param>
internal sealed class StepCount(IProgress<BuildProgress>? progress, string stage, long total)
{
    private readonly Lock _lock = new();
    private long _done;

    /// <summary>Counts one more step.</summary>
    public void Add()
    {
        if (progress is null)
        {
            return;
        }

        lock (_lock)
        {
            progress.Report(new BuildProgress(stage, ++_done, total));
        }
    }

    /// <summary>Sets the count where steps were left out.</summary>
    public void MoveTo(long done)
    {
        if (progress is null)
        {
            return;
        }

        lock (_lock)
        {
            _done = done;
            progress.Report(new BuildProgress(stage, done, total));
        }
    }
}
