using System.Diagnostics;
using System.Globalization;
using ProductSpace.Storage;
using ProductSpace.Training;

namespace ProductSpace.Cli.Output;

/// <summary>
/// One line on a terminal that is overwritten: stage, share, rate, time left. Silent if there is no terminal. A watcher
/// receives every report, terminal or not.
/// </summary>
internal sealed class ConsoleProgress(
    TextWriter error,
    bool isTerminal,
    IProgress<BuildProgress>? watcher = null)
    : IProgress<BuildProgress>,
        IProgress<TrainingProgress>,
        IProgress<double>,
        IDisposable
{
    private const int EveryMilliseconds = 100;

    /// <summary>Total of a plain share, which has no rate.</summary>
    private const int Whole = 1000;

    private readonly Lock _lock = new();
    private readonly Stopwatch _stage = new();
    private string _name = string.Empty;
    private long _lastShown = -EveryMilliseconds;
    private EpochRates _epochs;
    private int _width;

    /// <summary>Stage that is shown for a plain share.</summary>
    public string Stage { get; set; } = "working";

    public void Report(double value) => Report(new BuildProgress(Stage, (long)(value * Whole), Whole));

    public void Report(BuildProgress value)
    {
        watcher?.Report(value);
        if (!isTerminal)
        {
            return;
        }

        lock (_lock)
        {
            long now = TimeIn(value.Stage);
            if (now - _lastShown < EveryMilliseconds)
            {
                return;
            }

            _lastShown = now;
            Show(Line(value, now / 1000.0));
        }
    }

    public void Report(TrainingProgress value)
    {
        watcher?.Report(
            new BuildProgress(
                "training", ((value.Epoch - 1) * value.Events) + value.EventsDone, value.Epochs * value.Events));
        if (!isTerminal)
        {
            return;
        }

        lock (_lock)
        {
            long now = TimeIn("training");
            _epochs.Add(value, now);
            if (now - _lastShown >= EveryMilliseconds)
            {
                _lastShown = now;
                Show(_epochs.Line(value, now));
            }
        }
    }

    /// <summary>Clears the line for other text.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_width > 0)
            {
                Show(string.Empty);
                error.Write('\r');
            }
        }
    }

    public void Dispose() => Clear();

    private static string Line(BuildProgress value, double seconds)
    {
        double share = value.Total > 0 ? Math.Clamp((double)value.Done / value.Total, 0, 1) : 0;
        string line = string.Create(CultureInfo.InvariantCulture, $"{value.Stage} {share,4:P0}");
        if (seconds <= 0.5 || share <= 0.01)
        {
            return line;
        }

        // A plain share and a handful of steps have no rate that says anything.
        string rate = value.Total > Whole
            ? string.Create(CultureInfo.InvariantCulture, $", {value.Done / seconds:N0}/s")
            : string.Empty;
        return line
            + rate
            + string.Create(CultureInfo.InvariantCulture, $", {seconds * (1 - share) / share:F0} s left");
    }

    /// <summary>Returns the milliseconds since a stage began; another one than before begins now.</summary>
    private long TimeIn(string stage)
    {
        if (stage != _name)
        {
            _name = stage;
            _stage.Restart();
            _lastShown = -EveryMilliseconds;
        }

        return _stage.ElapsedMilliseconds;
    }

    private void Show(string line)
    {
        line = Printable.Of(line);
        error.Write('\r' + line.PadRight(_width));
        _width = line.Length;
    }
}
