using System.Text;
using System.Text.Json;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Text;

/// <summary>
/// JSON lines: an object a line with an array of numbers, or a text [..] of them, and maybe an id; or an array of
/// numbers a line. The first line says which members are read. Invariant: one line in memory, of bounded length.
/// </summary>
internal static class JsonVectors
{
    private const string Unit = "line";
    private const int MaxDepth = 64;

    public static EmbeddingFile Read(SourceFile file, bool gzip)
    {
        using ByteSource source = new(file.Open(), gzip, file.Progress, file.Cancellation);
        try
        {
            return Read(file, source, gzip);
        }
        catch (InvalidDataException damage) when (gzip)
        {
            throw file.Refuse(
                $"is a damaged or cut gzip file, after {source.Position} decompressed bytes", Refusal.Recopy, damage);
        }
    }

    private static EmbeddingFile Read(SourceFile file, ByteSource source, bool gzip)
    {
        RowSink? sink = null;
        Members members = default;
        float[] numbers = new float[256];
        byte[] id = new byte[64];
        long line = 0;
        long firstLine = 0;
        try
        {
            while (source.TryPeekLine(EmbeddingLimits.MaxFirstLineBytes, out ReadOnlySpan<byte> text, out int skip))
            {
                line++;
                if (text.Length > EmbeddingLimits.MaxFirstLineBytes)
                {
                    throw file.Refuse(
                        $"{Unit} {line} is longer than {EmbeddingLimits.MaxFirstLineBytes} bytes",
                        "write one object a line (JSON lines)");
                }

                text = (line == 1 && text.StartsWith("\uFEFF"u8) ? text[3..] : text).Trim(" \t\r"u8);
                if (!text.IsEmpty)
                {
                    if (sink is null)
                    {
                        members = Choose(file, text, line);
                        sink = file.NewSink(members.Id is not null);
                        firstLine = line;
                    }
                    else if (firstLine + sink.Count != line)
                    {
                        throw file.Refuse($"{Unit} {line - 1} is blank, with rows after it", "remove the blank line");
                    }

                    Add(file, text, members, sink, ref numbers, ref id, line);
                }

                source.Skip(skip);
            }

            if (sink is null)
            {
                throw file.Refuse("holds no rows", "choose a file with at least one vector");
            }

            string form = "json lines" + members.Said + (gzip ? " (gzip)" : string.Empty);
            return sink.Finish(form, source.Finish(), Unit, firstLine);
        }
        finally
        {
            // What was finished does not belong to the sink any more.
            sink?.Dispose();
        }
    }

    /// <summary>Chooses the members to read from the first line.</summary>
    private static Members Choose(SourceFile file, ReadOnlySpan<byte> text, long line)
    {
        if (text[0] == '[')
        {
            return file.Columns == default
                ? default
                : throw file.Refuse("has arrays without names", "leave --id-column and --vector-column out");
        }

        List<string> vectors = [], scalars = [], others = [];
        try
        {
            Utf8JsonReader json = NewReader(text);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                json.Read();
                List<string> kind = IsVector(ref json) ? vectors
                    : json.TokenType is JsonTokenType.String or JsonTokenType.Number ? scalars
                    : others;
                kind.Add(name);
                json.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw NoJson(file, line, exception);
        }

        string vector = ColumnGuess.Vector(
            vectors, file.Columns.Vector, file.Path, "arrays of numbers", [.. scalars, .. others]);
        bool guess = file.Options.GivenIds is null || file.Columns.Id is not null;
        string? id = guess ? ColumnGuess.Id(scalars, file.Columns.Id, file.Path) : null;
        return new Members(Encoding.UTF8.GetBytes(vector), id is null ? null : Encoding.UTF8.GetBytes(id))
        {
            Said = $", vectors in {vector}" + (id is null ? string.Empty : $", ids in {id}"),
        };
    }

    /// <summary>Whether the value is an array that begins with a number, or a text of one.</summary>
    private static bool IsVector(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            return !json.ValueIsEscaped && VectorText.Looks(json.ValueSpan);
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        Utf8JsonReader inside = json;
        return inside.Read() && inside.TokenType == JsonTokenType.Number;
    }

    private static void Add(
        SourceFile file, ReadOnlySpan<byte> text, in Members members, RowSink sink, ref float[] numbers, ref byte[] id,
        long line)
    {
        int count = -1;
        int idLength = -1;
        try
        {
            Utf8JsonReader json = NewReader(text);
            json.Read();
            if (members.Vector is null)
            {
                count = ReadNumbers(file, ref json, ref numbers, line);
            }
            else if (json.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("an object is needed, as in the first line");
            }
            else
            {
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    bool isVector = json.ValueTextEquals(members.Vector);
                    bool isId = !isVector && members.Id is not null && json.ValueTextEquals(members.Id);
                    json.Read();
                    if (isVector)
                    {
                        count = ReadNumbers(file, ref json, ref numbers, line);
                    }
                    else if (isId)
                    {
                        idLength = ReadId(ref json, ref id);
                    }
                    else
                    {
                        json.Skip();
                    }
                }
            }

            // Reports text after the value.
            while (json.Read())
            {
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw NoJson(file, line, exception);
        }

        if (count < 0)
        {
            throw file.Refuse(
                $"{Unit} {line} has no {Refusal.Quote(members.Vector)}", "add the vector, or remove the line");
        }

        if (members.Id is not null && idLength < 0)
        {
            throw file.Refuse($"{Unit} {line} has no {Refusal.Quote(members.Id)}", "add the id, or remove the line");
        }

        sink.Add(id.AsSpan(0, Math.Max(0, idLength)), numbers.AsSpan(0, count), Unit, line);
    }

    private static int ReadNumbers(SourceFile file, ref Utf8JsonReader json, ref float[] numbers, long line)
    {
        int count = 0;
        if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped && VectorText.Looks(json.ValueSpan))
        {
            return VectorText.TryParse(json.ValueSpan, ref numbers, out count, out ReadOnlySpan<byte> wrong)
                ? count
                : throw NoNumber(file, line, count, wrong);
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw NoNumber(file, line, 0, json.ValueSpan);
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (count == EmbeddingLimits.MaxDimension)
            {
                throw NoNumber(file, line, count, default);
            }

            if (count == numbers.Length)
            {
                Array.Resize(ref numbers, 2 * count);
            }

            if (json.TokenType != JsonTokenType.Number || !DecimalNumber.TryParse(json.ValueSpan, out numbers[count]))
            {
                throw NoNumber(file, line, count, json.ValueSpan);
            }

            count++;
        }

        return count;
    }

    /// <summary>Copies an id, a text or a number; returns its length, -1 for anything else.</summary>
    private static int ReadId(ref Utf8JsonReader json, ref byte[] id)
    {
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            json.Skip();
            return -1;
        }

        if (id.Length < json.ValueSpan.Length)
        {
            id = new byte[json.ValueSpan.Length];
        }

        if (json.TokenType == JsonTokenType.String)
        {
            return json.CopyString(id);
        }

        json.ValueSpan.CopyTo(id);
        return json.ValueSpan.Length;
    }

    private static Utf8JsonReader NewReader(ReadOnlySpan<byte> text) =>
        new(text, new JsonReaderOptions { MaxDepth = MaxDepth });

    private static EmbeddingFormatException NoNumber(
        SourceFile file, long line, int count, ReadOnlySpan<byte> wrong) =>
        count == EmbeddingLimits.MaxDimension
            ? file.Refuse(
                $"{Unit} {line} has more than the {count} numbers that are possible",
                "check that this is the embedding file")
            : file.Refuse(
                $"{Unit} {line}: number {count + 1} of the vector is missing or no number ({Refusal.Quote(wrong)})",
                "correct the line");

    private static EmbeddingFormatException NoJson(SourceFile file, long line, Exception exception) =>
        file.Refuse(
            $"{Unit} {line} is no JSON ({Short(exception)})", "write one object a line (JSON lines)", exception);

    /// <summary>The library's message without its line and byte numbers, which count within the line only.</summary>
    private static string Short(Exception exception)
    {
        string message = ProductSpace.Storage.Printable.Of(exception.Message);
        int end = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }

    /// <summary>Names of the members; no name where lines are arrays.</summary>
    private readonly record struct Members(byte[]? Vector, byte[]? Id)
    {
        public string? Said { get; init; }
    }
}
