using System.Text.Json;
using ProductSpace.Storage;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Rows of JSON lines: one flat object per line. Its members are the columns; nested values are ignored.
/// </summary>
internal sealed class JsonRows : LogRows
{
    /// <summary>Number of rows whose members make the header: a member can be missing in the first rows.</summary>
    private const int HeaderRows = 1000;

    private readonly LogSource _source;
    private readonly LineCutter _lines;
    private readonly string[] _headers;
    private byte[][] _names = [];
    private byte[][] _cells = [];
    private int[] _lengths = [];

    public JsonRows(LogSource source)
        : base(source.Path)
    {
        _source = source;
        _headers = FindHeaders(source);
        _lines = new LineCutter(source.Stream, source.Path);
    }

    public override string Form => "json lines" + _source.Suffix;

    public override string[] Headers => _headers;

    public override long Line => _lines.Number;

    public override long Position => _source.Position;

    public override void Select(int[] columns)
    {
        _names = Array.ConvertAll(columns, column =>
            column < 0 ? [] : System.Text.Encoding.UTF8.GetBytes(_headers[column]));
        _cells = Array.ConvertAll(columns, _ => Array.Empty<byte>());
        _lengths = new int[columns.Length];
    }

    public override bool Read()
    {
        while (_lines.Next(out ReadOnlySpan<byte> line))
        {
            line = TrimLine(line, _lines.Number);
            if (line.IsEmpty)
            {
                continue;
            }

            Array.Clear(_lengths);
            try
            {
                ReadRow(line);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                throw new TrainingInputException(
                    $"{Where}: is no JSON object ({Short(exception)}); mend or remove the line",
                    exception);
            }

            return true;
        }

        return false;
    }

    public override ReadOnlySpan<byte> Cell(int selected) => _cells[selected].AsSpan(0, _lengths[selected]);

    protected override void Dispose(bool disposing) => _source.Dispose();

    private static ReadOnlySpan<byte> TrimLine(ReadOnlySpan<byte> line, long number)
    {
        if (number == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return line.Trim(" \t\r"u8);
    }

    /// <summary>
    /// Returns the library's message without its line and byte numbers, which count within the line only.
    /// </summary>
    private static string Short(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ");
        int end = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }

    /// <summary>
    /// Returns the members of the first rows, in the order of their appearance. A broken row is reported when it is
    /// read.
    /// </summary>
    private static string[] FindHeaders(LogSource source)
    {
        List<string> headers = [];
        HashSet<string> known = [];
        LineCutter lines = new(new MemoryStream(source.Head), source.Path);
        for (int row = 0; row < HeaderRows && lines.Next(out ReadOnlySpan<byte> line); row++)
        {
            try
            {
                Utf8JsonReader json = new(TrimLine(line, lines.Number));
                while (json.Read())
                {
                    if (json.TokenType == JsonTokenType.PropertyName
                        && json.CurrentDepth == 1
                        && json.GetString() is string name
                        && known.Add(name))
                    {
                        headers.Add(name);
                    }
                }
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                continue;
            }
        }

        return [.. headers];
    }

    private void ReadRow(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader json = new(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("an object was expected");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            int slot = -1;
            for (int i = 0; i < _names.Length && slot < 0; i++)
            {
                slot = _names[i].Length > 0 && json.ValueTextEquals(_names[i]) ? i : -1;
            }

            json.Read();
            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                if (slot >= 0)
                {
                    string name = Printable.Shown(System.Text.Encoding.UTF8.GetString(_names[slot]));
                    throw new TrainingInputException(
                        $"{Where}: \"{name}\" is an object or array; a text or a number is needed");
                }

                json.Skip();
            }
            else if (slot >= 0)
            {
                Keep(ref json, slot);
            }
        }

        // Reports text after the object.
        while (json.Read())
        {
        }
    }

    private void Keep(ref Utf8JsonReader json, int slot)
    {
        int length = json.ValueSpan.Length;
        if (_cells[slot].Length < length)
        {
            _cells[slot] = new byte[Math.Max(length, 64)];
        }

        _lengths[slot] = json.TokenType switch
        {
            JsonTokenType.Null => 0,
            JsonTokenType.String => json.CopyString(_cells[slot]),
            _ => Copy(json.ValueSpan, _cells[slot]),
        };

        // One column can serve two purposes.
        for (int other = slot + 1; other < _names.Length; other++)
        {
            if (_names[other].AsSpan().SequenceEqual(_names[slot]))
            {
                _cells[other] = [.. _cells[slot]];
                _lengths[other] = _lengths[slot];
            }
        }
    }

    private static int Copy(ReadOnlySpan<byte> from, byte[] to)
    {
        from.CopyTo(to);
        return from.Length;
    }
}
