using CsvHelper;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Rows of separated text (CsvHelper), whose columns the first line names unless the options do. The separator is the
/// most frequent one of comma, tab, semicolon and bar in the first line.
/// </summary>
internal sealed class CsvRows : LogRows
{
    /// <summary>
    /// Bounds a record: a quote that is never closed would otherwise swallow the rest of a large file.
    /// </summary>
    private const int MaxRecordBytes = 1 << 24;

    private readonly LogSource _source;
    private readonly CsvReader _csv;
    private readonly string[] _headers;
    private readonly char _delimiter;
    private readonly bool _hasBackslashes;
    private readonly bool _hasOwnHeader;
    private int[] _selected = [];

    public CsvRows(LogSource source, LogOptions options)
        : base(source.Path)
    {
        _source = source;
        _delimiter = options.Delimiter ?? Detect(source.Head);
        _hasBackslashes = options.Quotes == LogQuotes.Backslash
            || (options.Quotes == LogQuotes.Guess
                && QuoteGuess.Of(source.Head, source.IsHeadWhole, (byte)_delimiter) == LogQuotes.Backslash);
        _hasOwnHeader = options.Header is null;
        Stream text = _hasBackslashes ? new BackslashQuotes(source.Stream, Path, (byte)_delimiter) : source.Stream;
        _csv = CsvReader.Create(text, Options(), leaveOpen: true);
        _headers = _hasOwnHeader ? ReadHeader() : [.. options.Header!];
        for (int i = 0; i < _headers.Length; i++)
        {
            _headers[i] = _headers[i].Trim('\uFEFF', ' ', '\t');
        }
    }

    public override string Form =>
        (_delimiter == '\t' ? "tsv" : "csv") + (_hasBackslashes ? ", backslash quotes" : string.Empty) + _source.Suffix;

    public override string[] Headers => _headers;

    public override bool HasHeaderLine => _hasOwnHeader;

    public override long Line => _csv.LineNumber;

    public override long Position => _source.Position;

    public override void Select(int[] columns) => _selected = columns;

    public override bool Read()
    {
        try
        {
            if (!_csv.Read())
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is not IOException and not OutOfMemoryException)
        {
            throw new TrainingInputException(
                $"{Path} row {_csv.RowNumber + 1}: is no row ({exception.Message.ReplaceLineEndings(" ")}); correct "
                + "the line",
                exception);
        }

        for (int column = _headers.Length; column < _csv.FieldCount; column++)
        {
            // A separator in an unquoted cell shifts the cells after it; an extra one at the end of the row is
            // harmless.
            if (_csv.GetSpan(column).Length > 0)
            {
                throw new TrainingInputException(
                    $"{Where}: {_csv.FieldCount} fields where the header has {_headers.Length}; put cells that hold "
                    + "the separator in quotes");
            }
        }

        return true;
    }

    public override ReadOnlySpan<byte> Cell(int selected)
    {
        int column = _selected[selected];
        return column < 0 || column >= _csv.FieldCount ? [] : _csv.GetSpan(column);
    }

    protected override void Dispose(bool disposing)
    {
        _csv.Dispose();
        _source.Dispose();
    }

    private string[] ReadHeader()
    {
        try
        {
            _csv.ReadHeader();
            return [.. _csv.Headers ?? []];
        }
        catch (Exception exception) when (exception is not IOException and not OutOfMemoryException)
        {
            throw new TrainingInputException(
                $"{Path} line 1: is no header line ({exception.Message.ReplaceLineEndings(" ")}); the first line "
                + "must name the columns, or --header",
                exception);
        }
    }

    private CsvReaderOptions Options() => new()
    {
        HasHeader = _hasOwnHeader,
        Separator = _delimiter,
        TrackLineNumbers = true,
        MaxRecordSize = MaxRecordBytes,
        IncludeValuesInExceptions = false,
        OnMalformedRecord = RefuseBadQuotes,
    };

    /// <summary>
    /// Refuses a row whose quotes do not close where a cell ends: the library would merge it with the rows after it.
    /// </summary>
    private void RefuseBadQuotes(CsvMalformedRecord record)
    {
        string remedy = _hasBackslashes
            ? "; if quotes are doubled in this file, add --quotes doubled"
            : "; if a backslash escapes quotes in this file, as Spark writes it, add --quotes backslash";
        string? fault = record.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quote opens and never closes; close it",
            CsvMalformedReason.TextAfterClosingQuote =>
                "there is text after the closing quote of a cell; double the quotes inside the cell",
            _ => null,
        };
        if (fault is not null)
        {
            throw new TrainingInputException($"{Path} line {record.LineNumber}: {fault}{remedy}");
        }
    }

    private static char Detect(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOfAny((byte)'\n', (byte)'\r');
        ReadOnlySpan<byte> line = end < 0 ? head : head[..end];
        ReadOnlySpan<byte> candidates = ",;\t|"u8;
        Span<int> counts = stackalloc int[candidates.Length];
        bool isQuoted = false;
        foreach (byte one in line)
        {
            isQuoted ^= one == (byte)'"';
            int candidate = candidates.IndexOf(one);
            counts[Math.Max(candidate, 0)] += candidate >= 0 && !isQuoted ? 1 : 0;
        }

        int best = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            best = counts[i] > counts[best] ? i : best;
        }

        return (char)candidates[best];
    }
}
