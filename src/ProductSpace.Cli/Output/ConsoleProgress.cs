using System.Diagnostics;
using System.Globalization;
using ProductSpace.Storage;
using ProductSpace.Training;

namespace ProductSpace.Cli.Output;

/// <summary>
/// One line on a terminal that is overwritten: stage, share, rate, time left. Silent if there is no terminal.
/// </summary>
internal sealed class ConsoleProgress(TextWriter error, bool isTerminal)
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
        if (seconds > 0.5 && share > 0.01 && value.Total == Whole)
        {
            line += string.Create(CultureInfo.InvariantCulture, $", {seconds * (1 - share) / share:F0} s left");
        }
        else if (seconds > 0.5 && share > 0.01 && value.Total > Whole)
        {
            double rate = value.Done / seconds;
            line += string.Create(
                CultureInfo.InvariantCulture,
                $", {rate:N0}/s, {(value.Total - value.Done) / rate:F0} s left");
        }

        return line;
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
