using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ProductSpace.Storage;

/// <summary>Looks through bytes that arrive in pieces for the first that are no UTF-8, and knows their line.</summary>
internal sealed class Utf8Scan
{
    private readonly byte[] _open = new byte[4];
    private int _openLength;
    private long _seen;

    /// <summary>Offset of the first byte that is no UTF-8, or -1.</summary>
    public long FaultOffset { get; private set; } = -1;

    /// <summary>The byte there.</summary>
    public byte FaultByte { get; private set; }

    /// <summary>Its line, counted from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Whether a character of more than one byte was seen.</summary>
    public bool HasLetters { get; private set; }

    /// <summary>Looks through the next bytes. After the first fault there is nothing more to find.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (_openLength > 0 && FaultOffset < 0 && bytes.Length > 0)
        {
            _open[_openLength++] = bytes[0];
            bytes = bytes[1..];
            switch (Rune.DecodeFromUtf8(_open.AsSpan(0, _openLength), out _, out _))
            {
                case OperationStatus.InvalidData:
                    Fault(0, _open[0]);
                    break;
                case OperationStatus.Done:
                    _seen += _openLength;
                    _openLength = 0;
                    break;
            }
        }

        if (FaultOffset >= 0 || bytes.IsEmpty)
        {
            return;
        }

        int whole = bytes.Length - OpenEnd(bytes);
        ReadOnlySpan<byte> head = bytes[..whole];
        HasLetters |= !Ascii.IsValid(bytes);
        if (!Utf8.IsValid(head))
        {
            int at = FirstFault(head);
            Line += head[..at].Count((byte)'\n');
            Fault(at, head[at]);
            return;
        }

        Line += head.Count((byte)'\n');
        _seen += whole;
        bytes[whole..].CopyTo(_open);
        _openLength = bytes.Length - whole;
    }

    /// <summary>Ends the bytes: a character that is not complete is a fault.</summary>
    public void Finish()
    {
        if (_openLength > 0 && FaultOffset < 0)
        {
            Fault(0, _open[0]);
        }
    }

    /// <summary>Index of the first byte that is no UTF-8; the length if there is none.</summary>
    public static int FirstFault(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length
            && Rune.DecodeFromUtf8(bytes[at..], out _, out int used) == OperationStatus.Done)
        {
            at += used;
        }

        return at;
    }

    /// <summary>Length of the character at the end that needs more bytes.</summary>
    private static int OpenEnd(ReadOnlySpan<byte> bytes)
    {
        for (int length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            if (Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData)
            {
                return length;
            }
        }

        return 0;
    }

    private void Fault(int at, byte value)
    {
        FaultOffset = _seen + at;
        FaultByte = value;
    }
}
