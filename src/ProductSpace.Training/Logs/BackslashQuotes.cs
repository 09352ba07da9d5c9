using ProductSpace.Memory;

namespace ProductSpace.Training.Logs;

/// <summary>
/// A text whose quoted cells escape quotes by a backslash, read as one that doubles them. Inside a quoted cell, an odd
/// number of backslashes before a quote makes it text, and each pair of them is one backslash; other backslashes are
/// text. Lines stay lines, so that their numbers are those of the file.
/// </summary>
internal sealed class BackslashQuotes(Stream inner, string path, byte delimiter) : ForwardStream(inner)
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Bounds the backslashes in a row, which stay in memory until one knows what follows them.</summary>
    private const int MaxBackslashes = 1 << 20;

    private readonly byte[] _block = new byte[BlockBytes];
    private byte[] _text = new byte[BlockBytes * 2];
    private int _start;
    private int _end;
    private int _backslashes;
    private bool _isQuoted;
    private bool _isCellStart = true;
    private bool _isByteOrderMark = true;
    private bool _isClosed;

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end)
        {
            int read = Below.Read(_block);
            (_start, _end) = (0, 0);
            if (read == 0)
            {
                Backslashes(_backslashes);
                _backslashes = 0;
                break;
            }

            foreach (byte one in _block.AsSpan(0, read))
            {
                Next(one);
            }
        }

        int length = Math.Min(buffer.Length, _end - _start);
        _text.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    private void Next(byte one)
    {
        if (!_isQuoted)
        {
            // A quote opens a cell at its start only; right after the closing one it is a doubled quote.
            _isQuoted = one == (byte)'"' && (_isCellStart || _isClosed);
            _isByteOrderMark &= one is 0xEF or 0xBB or 0xBF;
            _isCellStart = one == delimiter || one is (byte)'\n' or (byte)'\r' || _isByteOrderMark;
            _isClosed = false;
            Put(one);
        }
        else if (one == (byte)'\\')
        {
            _backslashes = _backslashes < MaxBackslashes
                ? _backslashes + 1
                : throw new TrainingInputException(
                    $"{path}: a cell holds more than {MaxBackslashes:N0} backslashes in a row; is it a log?");
        }
        else if (one == (byte)'"')
        {
            bool isText = _backslashes % 2 == 1;
            Backslashes(_backslashes / 2);
            _backslashes = 0;
            Put(one);
            if (isText)
            {
                Put(one);
            }

            (_isQuoted, _isClosed) = (isText, !isText);
        }
        else
        {
            Backslashes(_backslashes);
            _backslashes = 0;
            Put(one);
        }
    }

    private void Backslashes(int count)
    {
        for (; count > 0; count--)
        {
            Put((byte)'\\');
        }
    }

    private void Put(byte one)
    {
        if (_end == _text.Length)
        {
            Array.Resize(ref _text, _text.Length * 2);
        }

        _text[_end++] = one;
    }
}
