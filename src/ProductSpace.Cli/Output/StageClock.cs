using System.Diagnostics;

namespace ProductSpace.Cli.Output;

/// <summary>Forwards progress, and records when each stage started.</summary>
internal sealed class StageClock(IProgress<BuildProgress> inner) : IProgress<BuildProgress>
{
    private readonly List<(string Stage, long Began)> _stages = [];

    public void Report(BuildProgress value)
    {
        if (_stages.Count == 0 || _stages[^1].Stage != value.Stage)
        {
            _stages.Add((value.Stage, Stopwatch.GetTimestamp()));
        }

        inner.Report(value);
    }

    /// <summary>Returns the seconds of each stage; the last one ends now.</summary>
    public IReadOnlyList<(string Stage, double Seconds)> Seconds()
    {
        long now = Stopwatch.GetTimestamp();
        return
        [
            .. _stages.Select(
                (stage, i) =>
                    (
                        stage.Stage,
                        Stopwatch
                            .GetElapsedTime(stage.Began, i + 1 < _stages.Count ? _stages[i + 1].Began : now)
                            .TotalSeconds)),
        ];
    }
}
