using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Writes a snapshot section by section to a temporary file beside the target, and gives it its final name in one step
/// when everything is on the device. Until then nothing stands under the final name, and whatever ends the build leaves
/// the old file as it was. Numbers are written as they lie in memory: the writer refuses big-endian machines.
/// </summary>
internal sealed class SnapshotWriter : IDisposable
{
    private readonly string _target;
    private readonly FileStream _file;
    private readonly byte[] _table = new byte[SnapshotLayout.TableBytes];
    private readonly XxHash3 _hash = new();
    private int _sections;
    private long _start;
    private long _length;
    private bool _published;

    public SnapshotWriter(string target)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("snapshots are written on little-endian machines only");
        }

        _target = Path.GetFullPath(target);
        string directory = Path.GetDirectoryName(_target)!;
        TemporaryPath = Path.Combine(directory, $".{Path.GetFileName(_target)}.tmp-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        _file = new FileStream(TemporaryPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1);
        _file.Position = SnapshotLayout.FirstSection;
    }

    public string TemporaryPath { get; }

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

        _start = _file.Position;
        _length = 0;
        _hash.Reset();
        Span<byte> entry = Entry(_sections);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[SnapshotLayout.EntryId..], id);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[SnapshotLayout.EntryFlags..], required ? SnapshotLayout.RequiredFlag : 0);
    }

    public void Append<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        _hash.Append(bytes);
        _file.Write(bytes);
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

    /// <summary>Maps what is written so far, for calibration; the views end with the file.</summary>
    public MappedFile MapWritten() => MappedFile.OpenRead(TemporaryPath);

    /// <summary>The sections written so far, over a map of them.</summary>
    public SnapshotSections ReadWritten(MappedFile written) => new(TemporaryPath, written.Bytes, _table, _sections);

    /// <summary>Hands everything to the system, so that a map sees it.</summary>
    public void Flush() => _file.Flush();

    /// <summary>Writes table and header, flushes, renames, flushes the directory.</summary>
    public void Publish()
    {
        Header.SectionCount = _sections;
        Header.FileLength = _file.Position;
        Header.TableHash = XxHash3.HashToUInt64(_table);
        byte[] header = new byte[SnapshotLayout.HeaderBytes];
        Header.Write(header);
        XxHash128 content = new();
        content.Append(header.AsSpan(0, SnapshotLayout.TableHash));
        content.Append(_table);
        Header.ContentHash = content.GetCurrentHashAsUInt128();
        Header.Write(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(SnapshotLayout.HeaderHash), XxHash3.HashToUInt64(header.AsSpan(0, SnapshotLayout.HeaderHash)));
        _file.SetLength(Header.FileLength);
        _file.Position = SnapshotLayout.TableOffset;
        _file.Write(_table);
        _file.Position = 0;
        _file.Write(header);
        LibC.Flush(_file);
        _file.Dispose();
        LibC.Rename(TemporaryPath, _target);
        _published = true;
        LibC.FlushDirectory(Path.GetDirectoryName(_target)!);
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_published)
        {
            File.Delete(TemporaryPath);
        }
    }

    private Span<byte> Entry(int index) => _table.AsSpan(index * SnapshotLayout.EntryBytes, SnapshotLayout.EntryBytes);

    private void Pad()
    {
        Span<byte> zeros = stackalloc byte[SnapshotLayout.SectionAlignment];
        zeros.Clear();
        long end = SnapshotLayout.AlignUp(_file.Position);
        _file.Write(zeros[..(int)(end - _file.Position)]);
    }
}
