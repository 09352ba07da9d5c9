using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Writes a snapshot section by section to a temporary file beside the target, and gives it its final name once
/// everything is on the device and its checksums have been read back; see <see cref="FilePublication"/>. Numbers are
/// written as they are in memory, so the writer refuses big-endian machines.
/// </summary>
internal sealed class SnapshotWriter : IDisposable
{
    /// <summary>A build that has just begun may not hold its file yet.</summary>
    private static readonly TimeSpan s_minAge = TimeSpan.FromMinutes(1);

    private readonly IFileOperations _files;
    private readonly FilePublication _publication;
    private readonly byte[] _table = new byte[SnapshotLayout.TableBytes];
    private readonly XxHash3 _hash = new();
    private int _sections;
    private long _start;
    private long _length;
    private long _position = SnapshotLayout.FirstSection;

    public SnapshotWriter(string target, IFileOperations? files = null)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("snapshots are written on little-endian machines only");
        }

        _files = files ?? SystemFiles.Instance;
        FilePublication.Sweep(target, s_minAge, _files);
        _publication = new FilePublication(target, _files);
    }

    public string TemporaryPath => _publication.TemporaryPath;

    public SnapshotHeader Header { get; } = new();

    public void Write<T>(uint id, ReadOnlySpan<T> values, bool required = true)
        where T : unmanaged
    {
        Begin(id, required);
        Append(values);
        End();
    }

    public void Write<T>(uint id, NativeView<T> values, bool required = true)
        where T : unmanaged
    {
        Begin(id, required);
        const int step = 1 << 20;
        for (long start = 0; start < values.Length; start += step)
        {
            Append<T>(values.Slice(start, (int)Math.Min(step, values.Length - start)));
        }

        End();
    }

    public void Begin(uint id, bool required = true)
    {
        if (_sections == SnapshotLayout.MaxSections)
        {
            throw new InvalidOperationException("the section table is full");
        }

        _start = _position;
        _length = 0;
        _hash.Reset();
        Span<byte> entry = Entry(_sections);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[SnapshotLayout.EntryId..], id);
        BinaryPrimitives.WriteUInt32LittleEndian(
            entry[SnapshotLayout.EntryFlags..], required ? SnapshotLayout.RequiredFlag : 0);
    }

    public void Append<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        _hash.Append(bytes);
        Put(bytes);
        _length += bytes.Length;
    }

    public void End()
    {
        Span<byte> entry = Entry(_sections++);
        BinaryPrimitives.WriteInt64LittleEndian(entry[SnapshotLayout.EntryOffset..], _start);
        BinaryPrimitives.WriteInt64LittleEndian(entry[SnapshotLayout.EntryLength..], _length);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[SnapshotLayout.EntryHash..], _hash.GetCurrentHashAsUInt64());
        Pad();
    }

    /// <summary>Maps what has been written so far, for calibration. Views are valid as long as the map.</summary>
    public IByteOwner MapWritten() => _files.OpenRead(TemporaryPath);

    /// <summary>Reads the sections written so far over their map.</summary>
    public SnapshotSections ReadWritten(IByteOwner written) =>
        new(TemporaryPath, written.Bytes, written.Length, _table, _sections);

    /// <summary>Writes table and header, and publishes the file.</summary>
    public void Publish()
    {
        Header.SectionCount = _sections;
        Header.FileLength = _position;
        Header.TableHash = XxHash3.HashToUInt64(_table);
        byte[] header = new byte[SnapshotLayout.HeaderBytes];
        Header.Write(header);
        XxHash128 content = new();
        content.Append(header.AsSpan(0, SnapshotLayout.TableHash));
        content.Append(_table);
        Header.ContentHash = content.GetCurrentHashAsUInt128();
        Header.Write(header);
        BinaryPrimitives.WriteUInt64LittleEndian(
            header.AsSpan(SnapshotLayout.HeaderHash),
            XxHash3.HashToUInt64(header.AsSpan(0, SnapshotLayout.HeaderHash)));
        _publication.File.Write(_table, SnapshotLayout.TableOffset);
        _publication.File.Write(header, 0);
        _publication.Complete(ReadBack);
    }

    public void Dispose() => _publication.Dispose();

    private void ReadBack(string path)
    {
        using IByteOwner written = _files.OpenRead(path);
        (SnapshotHeader header, SnapshotSections sections) = SnapshotFile.ReadHead(path, written.Bytes);
        SnapshotChecksums.Verify(sections, progress: null, CancellationToken.None);
        if (header.ContentHash != Header.ContentHash)
        {
            throw sections.Fault(
                "header", SnapshotLayout.ContentHash, "the snapshot read back is not the one that was written");
        }
    }

    private Span<byte> Entry(int index) => _table.AsSpan(index * SnapshotLayout.EntryBytes, SnapshotLayout.EntryBytes);

    private void Pad()
    {
        Span<byte> zeros = stackalloc byte[SnapshotLayout.SectionAlignment];
        zeros.Clear();
        Put(zeros[..(int)(SnapshotLayout.AlignUp(_position) - _position)]);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _publication.File.Write(bytes, _position);
        _position += bytes.Length;
    }
}
