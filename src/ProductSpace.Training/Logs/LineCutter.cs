namespace ProductSpace.Training.Logs;

/// <summary>Splits a stream into lines without an allocation for each line.</summary>
internal sealed class LineCutter(Stream stream, string path)
{
    private const int MaxLineBytes = 1 << 24;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isEnd;

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line without its line ending; valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = _buffer.AsSpan(_start, searched + at);
                _start += searched + at + 1;
                Number++;
                return true;
            }

            searched = _end - _start;
            if (_isEnd)
            {
                line = _buffer.AsSpan(_start, searched);
                _start = _end;
                Number++;
                return searched > 0;
            }

            Fill();
        }
    }

    private void Fill()
    {
        int length = _end - _start;
        if (length > MaxLineBytes)
        {
            throw new TrainingInputException(
                $"{path} line {Number + 1}: is longer than {MaxLineBytes:N0} bytes; is it a file of lines?");
        }

        byte[] target = length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        _buffer = target;
        _start = 0;
        int read = stream.Read(_buffer, length, _buffer.Length - length);
        _end = length + read;
        _isEnd = read == 0;
    }
}
