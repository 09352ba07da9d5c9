using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ProductSpace.Storage;
using ProductSpace.Training;
using ProductSpace.Training.Logs;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Rows of a catalogue in JSON lines, an object a line. Members are columns; those of an object within are named
/// price.amount; a list of texts or numbers is one cell of several values (a|b), as filters and categories know them.
/// The header holds the members of all lines, found in a pass of its own. Lists of more than a few hundred values, such
/// as vectors, stay empty.
/// </summary>
internal sealed class JsonCatalogRows : CatalogRows
{
    private const int MaxColumns = 1000;
    private const int MaxDepth = 8;
    private const int MostValues = 256;
    private const byte Between = (byte)'|';

    private readonly string _path;
    private readonly Stream _file;
    private readonly LineCutter _lines;
    private readonly IReadOnlyList<string> _headers;
    private readonly Dictionary<string, int> _columnOf;
    private readonly MemoryStream[] _cells;

    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its bytes, closed with this.</param>
    /// <param name="headers">What <see cref="FindHeaders"/> found.</param>
    public JsonCatalogRows(string path, Stream file, IReadOnlyList<string> headers)
    {
        _path = path;
        _file = file;
        _lines = new LineCutter(file, path);
        _headers = headers;
        _columnOf = Enumerable.Range(0, headers.Count).ToDictionary(column => headers[column], StringComparer.Ordinal);
        _cells = [.. headers.Select(_ => new MemoryStream())];
    }

    public override IReadOnlyList<string> Headers => _headers;

    public override int FieldCount => _headers.Count;

    public override long LineNumber => _lines.Number;

    /// <summary>Returns the members of all lines, in the order of their appearance.</summary>
    public static IReadOnlyList<string> FindHeaders(string path, Stream file)
    {
        LineCutter lines = new(file, path);
        List<string> headers = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        while (Next(path, lines, out ReadOnlySpan<byte> line))
        {
            ReadLine(path, lines.Number, line, name =>
            {
                if (known.Add(name))
                {
                    headers.Add(name);
                }

                return headers.Count <= MaxColumns
                    ? null
                    : throw new BuildInputException(
                        $"{path} line {lines.Number}: with it there are more than {MaxColumns} different members; "
                            + "leave out what is no column");
            });
        }

        return headers;
    }

    public override bool Read()
    {
        if (!Next(_path, _lines, out ReadOnlySpan<byte> line))
        {
            return false;
        }

        foreach (MemoryStream cell in _cells)
        {
            cell.SetLength(0);
        }

        ReadLine(_path, _lines.Number, line, name =>
        {
            // Of a member that a line has twice, the last counts.
            MemoryStream cell = _cells[_columnOf[name]];
            cell.SetLength(0);
            return cell;
        });
        return true;
    }

    public override ReadOnlySpan<byte> GetSpan(int column) =>
        _cells[column].GetBuffer().AsSpan(0, (int)_cells[column].Length);

    protected override void Dispose(bool disposing) => _file.Dispose();

    private static bool Next(string path, LineCutter lines, out ReadOnlySpan<byte> line)
    {
        try
        {
            while (lines.Next(out line))
            {
                line = (lines.Number == 1 && line.StartsWith("\uFEFF"u8) ? line[3..] : line).Trim(" \t\r"u8);
                if (!line.IsEmpty)
                {
                    return true;
                }
            }

            line = default;
            return false;
        }
        catch (TrainingInputException exception)
        {
            throw new BuildInputException(exception.Message, exception);
        }
        catch (InvalidDataException exception)
        {
            throw new BuildInputException(
                $"{path} line {lines.Number + 1}: the compressed data are damaged; fetch the file again", exception);
        }
    }

    /// <param name="path">The file, for messages.</param>
    /// <param name="number">Number of the line.</param>
    /// <param name="line">The line.</param>
    /// <param name="cellOf">Returns where the value of a column goes; null for nowhere.</param>
    private static void ReadLine(
        string path, long number, ReadOnlySpan<byte> line, Func<string, MemoryStream?> cellOf)
    {
        if (!Utf8.IsValid(line))
        {
            throw new BuildInputException($"{path} line {number}: is no UTF-8; save the file as UTF-8");
        }

        try
        {
            Utf8JsonReader json = new(line, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("an object was expected");
            }

            ReadObject(ref json, string.Empty, cellOf);

            // Reports text after the object.
            while (json.Read())
            {
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new BuildInputException(
                $"{path} line {number}: is no JSON object ({Short(exception)}); write one object a line", exception);
        }
    }

    private static void ReadObject(ref Utf8JsonReader json, string prefix, Func<string, MemoryStream?> cellOf)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = prefix + json.GetString()!;
            json.Read();
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    ReadObject(ref json, name + ".", cellOf);
                    break;
                case JsonTokenType.StartArray:
                    ReadList(ref json, cellOf(name));
                    break;
                default:
                    Keep(ref json, cellOf(name));
                    break;
            }
        }
    }

    /// <summary>Joins the values of a list; what is nested in it is left out.</summary>
    private static void ReadList(ref Utf8JsonReader json, MemoryStream? cell)
    {
        int count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            if (count == MostValues)
            {
                cell?.SetLength(0);
            }

            if (count++ < MostValues)
            {
                if (cell?.Length > 0)
                {
                    cell.WriteByte(Between);
                }

                Keep(ref json, cell);
            }
        }
    }

    private static void Keep(ref Utf8JsonReader json, MemoryStream? cell)
    {
        if (cell is null || json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (json.TokenType == JsonTokenType.String && json.ValueIsEscaped)
        {
            cell.Write(Encoding.UTF8.GetBytes(json.GetString()!));
            return;
        }

        cell.Write(json.ValueSpan);
    }

    /// <summary>The library's message without its line and byte numbers, which count within the line only.</summary>
    private static string Short(Exception exception)
    {
        string message = Printable.Of(exception.Message);
        int end = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }
}
