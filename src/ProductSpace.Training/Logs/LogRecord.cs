using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Logs;

/// <summary>
/// One event in 48 bytes: a hash of the session's or user's id, time in microseconds (0 without times), row over all
/// files, a hash of the user (0 for nobody), product and kind, and dwell in milliseconds. Sorts by session, then time,
/// then row; no two are equal.
/// </summary>
internal readonly record struct LogRecord(
    ulong KeyHigh,
    ulong KeyLow,
    long Time,
    long Row,
    ulong User,
    Token Token,
    uint DwellMilliseconds) : IComparable<LogRecord>
{
    public const uint NoDwell = uint.MaxValue;

    /// <summary>User of an event without one.</summary>
    public const ulong Nobody = 0;

    public bool HasKeyOf(in LogRecord other) => KeyHigh == other.KeyHigh && KeyLow == other.KeyLow;

    /// <summary>Returns the event under a key that holds its user too.</summary>
    public LogRecord WithUserInKey()
    {
        Span<byte> key = stackalloc byte[3 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(key, KeyHigh);
        BinaryPrimitives.WriteUInt64LittleEndian(key[8..], KeyLow);
        BinaryPrimitives.WriteUInt64LittleEndian(key[16..], User);
        UInt128 hash = XxHash128.HashToUInt128(key);
        return this with { KeyHigh = (ulong)(hash >> 64), KeyLow = (ulong)hash };
    }

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
