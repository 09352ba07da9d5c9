using System.IO.Hashing;

namespace ProductSpace.Fuzz.Snapshots;

/// <summary>
/// The bytes of an intact file that are changed in place and changed back: a mutant costs what it changes, not a copy. Every
/// write is announced by <see cref="Change"/>, which keeps what stood there.
/// </summary>
/// <param name="bytes">The file.</param>
/// <param name="isKept">Whether it will be asked if it is still intact.</param>
internal sealed class MutableFile(GuardedBytes bytes, bool isKept = true)
{
    private readonly List<(int Offset, int Length)> _changes = [];
    private readonly ulong _hash = isKept ? XxHash3.HashToUInt64(bytes.Span) : 0;
    private byte[] _before = new byte[1 << 12];
    private int _kept;

    public GuardedBytes Guarded => bytes;

    public int Length => (int)bytes.Length;

    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>The ranges changed since the last <see cref="Undo"/>.</summary>
    public IReadOnlyList<(int Offset, int Length)> Changes => _changes;

    /// <summary>A range to be written to.</summary>
    public Span<byte> Change(int offset, int length)
    {
        Span<byte> range = bytes.Span.Slice(offset, length);
        if (_before.Length - _kept < length)
        {
            Array.Resize(ref _before, Math.Max(2 * _before.Length, _kept + length));
        }

        range.CopyTo(_before.AsSpan(_kept));
        _kept += length;
        _changes.Add((offset, length));
        return range;
    }

    /// <summary>Whether a byte of [offset, offset + length) was announced.</summary>
    public bool IsChanged(long offset, long length)
    {
        foreach ((int start, int count) in _changes)
        {
            if (start < offset + length && offset < start + count)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the file is another than it was: what was written may be what stood there.</summary>
    public bool DiffersFromBefore()
    {
        // What stood in an overlap first is what counts, so later changes are looked at only outside of earlier ones.
        int kept = 0;
        for (int i = 0; i < _changes.Count; i++)
        {
            (int offset, int length) = _changes[i];
            for (int at = 0; at < length; at++)
            {
                if (bytes.Span[offset + at] != _before[kept + at] && !IsChangedBy(offset + at, i))
                {
                    return true;
                }
            }

            kept += length;
        }

        return false;
    }

    /// <exception cref="HostileFinding">after all changes were undone the file is another than it was.</exception>
    public void CheckIntact()
    {
        if (XxHash3.HashToUInt64(bytes.Span) != _hash)
        {
            throw new HostileFinding("the reader wrote to the file");
        }
    }

    private bool IsChangedBy(int place, int end)
    {
        for (int i = 0; i < end; i++)
        {
            if (place >= _changes[i].Offset && place < _changes[i].Offset + _changes[i].Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes the file what it was.</summary>
    public void Undo()
    {
        for (int i = _changes.Count - 1; i >= 0; i--)
        {
            (int offset, int length) = _changes[i];
            _kept -= length;
            _before.AsSpan(_kept, length).CopyTo(bytes.Span[offset..]);
        }

        _changes.Clear();
    }
}
