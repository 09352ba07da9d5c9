using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// The bytes of a text file as UTF-8, whatever its encoding: UTF-8 by default, UTF-16 if it begins with the mark of it,
/// else the one that the caller states. Bytes that are no text of the encoding are refused with line and byte, because
/// letters that were replaced would make different names equal.
/// </summary>
internal sealed class TextStream : ForwardStream
{
    private const string Remedy = "save the file as UTF-8, or say what it is (--encoding windows-1252)";

    private readonly string _path;
    private readonly Encoding? _encoding;
    private readonly Utf8Scan _scan;

    private TextStream(string path, Stream bytes, Encoding? encoding, Utf8Scan scan)
        : base(bytes) =>
        (_path, _encoding, _scan) = (path, encoding, scan);

    /// <summary>Owns <paramref name="bytes"/> from here on.</summary>
    public static TextStream Open(string path, Stream bytes, Encoding? stated)
    {
        byte[] head = new byte[3];
        int length = bytes.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        Utf8Scan scan = new();
        PrefixedStream all = new(head[..length], bytes, scan);
        Encoding? encoding = head.AsSpan(0, length) switch
        {
            [0xEF, 0xBB, 0xBF] => null,
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => stated is UTF8Encoding ? null : stated,
        };
        if (encoding is null)
        {
            return new TextStream(path, all, null, scan);
        }

        Encoding strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return new TextStream(
            path, Encoding.CreateTranscodingStream(all, strict, new UTF8Encoding(false)), encoding, scan);
    }

    public override int Read(Span<byte> buffer)
    {
        int length;
        try
        {
            length = Below.Read(buffer);
        }
        catch (DecoderFallbackException exception)
        {
            throw new BuildInputException($"{_path}: is no text in {_encoding!.WebName}; {Remedy}", exception);
        }

        if (length == 0 && buffer.Length > 0)
        {
            _scan.Finish();
            RefuseUtf8();
        }

        if (_encoding is null && _scan.FaultOffset >= 0)
        {
            throw new BuildInputException(
                $"{_path} line {_scan.Line}: byte {_scan.FaultOffset} (0x{_scan.FaultByte:X2}) is no UTF-8; {Remedy}");
        }

        return length;
    }

    /// <summary>
    /// Refuses UTF-8 that was read as something else. Text of one byte a letter is never UTF-8 by chance.
    /// </summary>
    private void RefuseUtf8()
    {
        if (_encoding is not null && _scan.HasLetters && _scan.FaultOffset < 0)
        {
            throw new BuildInputException(
                $"{_path}: is UTF-8, and would not be read right as {_encoding.WebName}; leave --encoding out, or save "
                    + "all files in one encoding");
        }
    }
}
