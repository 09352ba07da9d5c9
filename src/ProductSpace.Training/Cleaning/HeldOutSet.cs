using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Numerics;
using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Cleaning;

/// <summary>A session kept out of training.</summary>
internal sealed record HeldOutSession(long FirstRow, CleanEvent[] Events);

/// <summary>
/// Sessions kept out of training: those whose hash is below a share and, if that is more than the maximum, those with
/// the smallest hashes. The choice depends on ids, start times and the seed, not on the order of reading.
/// </summary>
internal sealed class HeldOutSet(double share, int maximum, ulong seed)
{
    private readonly PriorityQueue<HeldOutSession, (ulong Hash, long Row)> _kept = new(
        Comparer<(ulong Hash, long Row)>.Create((a, b) => b.CompareTo(a)));

    /// <summary>
    /// Offers a session; returns true if it was taken. <paramref name="surplus"/> is then the session that was given up
    /// for it, possibly the same one.
    /// </summary>
    public bool Offer(in LogRecord first, bool startCounts, List<CleanEvent> events, out HeldOutSession? surplus)
    {
        surplus = null;
        ulong hash = Hash(first, startCounts);
        if (SeededRandom.ToUnit(hash) >= share)
        {
            return false;
        }

        _kept.Enqueue(new HeldOutSession(first.Row, [.. events]), (hash, first.Row));
        surplus = _kept.Count > maximum ? _kept.Dequeue() : null;
        return true;
    }

    /// <summary>Returns the sessions in the order of time.</summary>
    public IEnumerable<HeldOutSession> InOrder() =>
        _kept
            .UnorderedItems.Select(item => item.Element)
            .OrderBy(session => session.Events[0].Time)
            .ThenBy(session => session.FirstRow);

    private ulong Hash(in LogRecord first, bool startCounts)
    {
        Span<byte> bytes = stackalloc byte[3 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, first.KeyHigh);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], first.KeyLow);

        // Sessions made from one user's events share the key, so that the start must tell them apart.
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], startCounts ? first.Time : 0);
        return XxHash3.HashToUInt64(bytes, (long)seed);
    }
}
