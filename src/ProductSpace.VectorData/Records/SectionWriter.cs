using System.Buffers;
using System.IO.Hashing;
using ProductSpace.Memory;

namespace ProductSpace.VectorData.Records;

/// <summary>Writes the sections of a file one after another, aligned, and takes their checksums on the way.</summary>
internal sealed class SectionWriter(INewFile file)
{
    private const int StepBytes = 1 << 20;

    private readonly ArrayBufferWriter<byte> _buffer = new(StepBytes + 4096);
    private readonly XxHash3 _hash = new();
    private long _start = RecordLayout.HeadBytes;

    /// <summary>Bytes of the file so far.</summary>
    public long Position { get; private set; } = RecordLayout.HeadBytes;

    /// <summary>Where the bytes of the section go; call <see cref="Step"/> now and then.</summary>
    public IBufferWriter<byte> Target => _buffer;

    /// <summary>Bytes of the section so far.</summary>
    public long Length => Position + _buffer.WrittenCount - _start;

    /// <summary>Writes out what has gathered, if it is much.</summary>
    public void Step()
    {
        if (_buffer.WrittenCount >= StepBytes)
        {
            Drain();
        }
    }

    /// <summary>Ends the section.</summary>
    public Section End()
    {
        Drain();
        Section section = new(_start, Position - _start, _hash.GetCurrentHashAsUInt64());
        _hash.Reset();
        int padding = (int)(-Position & (RecordLayout.Alignment - 1));
        file.Write(new byte[padding], Position);
        Position += padding;
        _start = Position;
        return section;
    }

    private void Drain()
    {
        _hash.Append(_buffer.WrittenSpan);
        file.Write(_buffer.WrittenSpan, Position);
        Position += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}
