using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Changes;

/// <summary>
/// Appends frames to a new file of changes. A frame that was flushed survives a power cut, and one that was only
/// written survives the end of the process. After a failed call the file is not trusted any more; another continues.
/// Not thread-safe.
/// </summary>
internal sealed class ChangeWriter : IDisposable
{
    private readonly INewFile _file;
    private readonly ArrayBufferWriter<byte> _frame = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private long _length = ChangeLayout.HeadBytes;

    private ChangeWriter(INewFile file) => _file = file;

    /// <summary>Whether a call failed.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Bytes of changes that the next frame has so far.</summary>
    public int Pending => _frame.WrittenCount;

    /// <exception cref="IOException">The file cannot be created.</exception>
    public static ChangeWriter Create(string path, int number)
    {
        INewFile file = SystemFiles.Instance.CreateNew(path);
        try
        {
            byte[] head = new byte[ChangeLayout.HeadBytes];
            ChangeLayout.Magic.CopyTo(head);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(ChangeLayout.VersionAt), ChangeLayout.Version);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(ChangeLayout.NumberAt), number);
            BinaryPrimitives.WriteUInt64LittleEndian(
                head.AsSpan(ChangeLayout.HashAt), XxHash3.HashToUInt64(head.AsSpan(0, ChangeLayout.HashAt)));
            file.Write(head, 0);
            file.Flush();
            SystemFiles.Instance.FlushDirectory(Path.GetDirectoryName(path)!);
            return new ChangeWriter(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void AddColumn(Column column)
    {
        _frame.Byte(ChangeLayout.NewColumn);
        column.Write(_frame);
    }

    /// <exception cref="ArgumentException">The record is too long, or a text is no valid Unicode.</exception>
    public void AddRecord(Schema schema, object?[] values)
    {
        _value.ResetWrittenCount();
        int count = 0;
        for (int column = 0; column < values.Length; column++)
        {
            if (values[column] is not object value)
            {
                continue;
            }

            int before = _value.WrittenCount;
            _value.Int32(column);
            _value.Int32(0);
            try
            {
                ValueCodec.Write(schema[column].Kind, value, _value);
            }
            catch (EncoderFallbackException fault)
            {
                throw new ArgumentException(
                    $"record \"{KeyText.Of(values[Schema.Key]!)}\": the text of \"{schema[column].Name}\" is no valid "
                    + $"Unicode: half of a surrogate pair stands alone at {fault.Index}",
                    fault);
            }

            int length = _value.WrittenCount - before - (2 * sizeof(int));
            BinaryPrimitives.WriteInt32LittleEndian(WrittenOf(_value)[(before + sizeof(int))..], length);
            count++;
            if (_value.WrittenCount > ChangeLayout.MaxFrameBytes - ChangeLayout.FullFrameBytes)
            {
                throw new ArgumentException(
                    $"record \"{KeyText.Of(values[Schema.Key]!)}\" has more than "
                    + $"{(ChangeLayout.MaxFrameBytes - ChangeLayout.FullFrameBytes) >> 20} MB; shorten its property "
                    + $"\"{schema[column].Name}\"");
            }
        }

        _frame.Byte(ChangeLayout.Written);
        _frame.Int32(count);
        _frame.Write(_value.WrittenSpan);
    }

    public void AddDeletion(Schema schema, object key)
    {
        _value.ResetWrittenCount();
        ValueCodec.Write(schema[Schema.Key].Kind, key, _value);
        _frame.Byte(ChangeLayout.Deleted);
        _frame.Int32(_value.WrittenCount);
        _frame.Write(_value.WrittenSpan);
    }

    /// <summary>Forgets what was added since the last frame.</summary>
    public void Forget() => _frame.ResetWrittenCount();

    /// <summary>Writes what was added as one frame.</summary>
    /// <param name="flush">Whether to wait for the device.</param>
    /// <exception cref="IOException">The device is full or refuses: the frame may be there after a restart or not.
    /// </exception>
    public void WriteFrame(bool flush)
    {
        if (_frame.WrittenCount == 0)
        {
            return;
        }

        IsBroken = true;
        Span<byte> head = stackalloc byte[ChangeLayout.FrameHeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, _frame.WrittenCount);
        BinaryPrimitives.WriteUInt64LittleEndian(
            head[sizeof(int)..], XxHash3.HashToUInt64(_frame.WrittenSpan, _length));
        _file.Write(_frame.WrittenSpan, _length + ChangeLayout.FrameHeadBytes);
        _file.Write(head, _length);
        if (flush)
        {
            _file.Flush();
        }

        _length += ChangeLayout.FrameHeadBytes + _frame.WrittenCount;
        _frame.ResetWrittenCount();
        IsBroken = false;
    }

    /// <exception cref="IOException">The device refuses.</exception>
    public void Flush()
    {
        IsBroken = true;
        _file.Flush();
        IsBroken = false;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The written bytes, to fill in a length that is known only afterwards.</summary>
    private static Span<byte> WrittenOf(ArrayBufferWriter<byte> writer) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(writer.WrittenMemory).Span;
}
