using System.Globalization;
using ProductSpace.Training;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Progress line of a training. The rate is that of the current epoch. The time left is that of all epochs, estimated
/// from the time since the first report, so that judging between epochs is included.
/// </summary>
internal struct EpochRates
{
    private int _epoch;
    private long _epochStart;
    private long _epochBase;
    private long _start;
    private long _base;

    /// <summary>Records a report at a time in milliseconds.</summary>
    public void Add(TrainingProgress value, long now)
    {
        if (_epoch == 0)
        {
            (_start, _base) = (now, Done(value));
        }

        if (_epoch != value.Epoch)
        {
            (_epoch, _epochStart, _epochBase) = (value.Epoch, now, value.EventsDone);
        }
    }

    public readonly string Line(TrainingProgress value, long now)
    {
        double share = value.Events > 0 ? (double)value.EventsDone / value.Events : 1;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {value.Epoch} of {value.Epochs} {share,4:P0}");
        double rate = Rate(value.EventsDone - _epochBase, now - _epochStart);
        double overall = Rate(Done(value) - _base, now - _start);
        return rate > 0 && overall > 0
            ? line
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $", {rate:N0} events/s, {((value.Epochs * value.Events) - Done(value)) / overall:F0} s left")
            : line;
    }

    private static long Done(TrainingProgress value) => ((value.Epoch - 1) * value.Events) + value.EventsDone;

    private static double Rate(long events, long milliseconds) => milliseconds > 0 ? events * 1000.0 / milliseconds : 0;
}
