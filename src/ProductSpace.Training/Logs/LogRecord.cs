using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Logs;

/// <summary>
/// One event in 40 bytes: a hash of the session's or user's id, time in microseconds (0 without times), row over all
/// files, product and kind, and dwell in milliseconds. Sorts by session, then time, then row; no two are equal.
/// </summary>
internal readonly record struct LogRecord(
    ulong KeyHigh,
    ulong KeyLow,
    long Time,
    long Row,
    Token Token,
    uint DwellMilliseconds) : IComparable<LogRecord>
{
    public const uint NoDwell = uint.MaxValue;

    public bool HasKeyOf(in LogRecord other) => KeyHigh == other.KeyHigh && KeyLow == other.KeyLow;

    public int CompareTo(LogRecord other)
    {
        if (KeyHigh != other.KeyHigh)
        {
            return KeyHigh < other.KeyHigh ? -1 : 1;
        }

        if (KeyLow != other.KeyLow)
        {
            return KeyLow < other.KeyLow ? -1 : 1;
        }

        int byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : Row.CompareTo(other.Row);
    }
}
