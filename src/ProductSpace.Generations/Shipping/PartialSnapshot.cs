using System.IO.Hashing;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations.Shipping;

/// <summary>
/// The file that is being fetched: always a beginning of the snapshot, since bytes are only appended. So its length
/// says how far it came, and the hashes of the table check what an earlier run left, without a log. A tail that a power
/// cut spoilt is cut off from the first unsound section on.
/// </summary>
internal sealed class PartialSnapshot(IPartialFile file) : IDisposable
{
    private const int StepBytes = 1 << 18;

    private readonly byte[] _buffer = new byte[StepBytes];

    public long Length { get; private set; } = file.Length;

    /// <summary>Reads the head; null if the file is shorter.</summary>
    public byte[]? ReadHead()
    {
        byte[] head = new byte[SnapshotLayout.FirstSection];
        return Length >= head.Length && ReadFully(head, 0) == head.Length ? head : null;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        file.Write(bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>Appends zeros up to a length.</summary>
    public void PadTo(long length)
    {
        _buffer.AsSpan(0, (int)Math.Clamp(length - Length, 0, _buffer.Length)).Clear();
        while (Length < length)
        {
            Append(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - Length)));
        }
    }

    public void Cut(long length)
    {
        if (length < Length)
        {
            file.Cut(length);
            Length = length;
        }
    }

    /// <summary>Cuts the file at the first section, or padding, that is wrong. An incomplete section stays.</summary>
    public void CutAtFault(SnapshotSections sections)
    {
        Cut(sections.End);
        long padding = SnapshotLayout.FirstSection;
        foreach (SectionEntry entry in sections.Entries)
        {
            if (!IsZero(padding, Math.Min(entry.Offset, Length)))
            {
                Cut(padding);
                return;
            }

            padding = entry.Offset + entry.Length;
            if (padding > Length)
            {
                return;
            }

            if (HashOf(entry.Offset, padding).GetCurrentHashAsUInt64() != entry.Hash)
            {
                Cut(entry.Offset);
                return;
            }
        }

        if (!IsZero(padding, Length))
        {
            Cut(padding);
        }
    }

    /// <summary>Returns the hash of the bytes [start, end), to which more can be appended.</summary>
    public XxHash3 HashOf(long start, long end)
    {
        XxHash3 hash = new();
        while (start < end)
        {
            int read = file.Read(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, end - start)), start);
            if (read == 0)
            {
                break;
            }

            hash.Append(_buffer.AsSpan(0, read));
            start += read;
        }

        return hash;
    }

    public void Dispose() => file.Dispose();

    private bool IsZero(long start, long end)
    {
        while (start < end)
        {
            int read = file.Read(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, end - start)), start);
            if (read == 0 || _buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return false;
            }

            start += read;
        }

        return true;
    }

    private int ReadFully(Span<byte> bytes, long offset)
    {
        int length = 0;
        int read;
        do
        {
            read = file.Read(bytes[length..], offset + length);
            length += read;
        }
        while (read > 0 && length < bytes.Length);
        return length;
    }
}
