using System.IO.Compression;
using CsvHelper;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Text;

/// <summary>
/// Separated text: CSV and TSV with a cell a number, or with one cell [..] a vector, as pgvector and OpenAI's examples
/// export them. Invariant: one record in memory, of bounded length; every record has the cells of the first.
/// </summary>
internal static class CsvVectors
{
    private const string Unit = "line";

    /// <summary>
    /// Largest record: an unclosed quote would otherwise swallow a large file before it is refused.
    /// </summary>
    private const int MaxRecordBytes = EmbeddingLimits.MaxFirstLineBytes;

    public static EmbeddingFile Read(SourceFile file, bool gzip, char separator)
    {
        try
        {
            if (gzip)
            {
                using Stream packed = file.Open();
                GzipCheck.RequireComplete(file.Path, packed, file.Cancellation);
            }

            CsvLayout layout;
            using (CsvReader csv = Open(file, gzip, separator, out HashingStream once))
            using (once)
            {
                layout = CsvLayout.Find(file, Record(file, csv), Record(file, csv));
            }

            return Read(file, layout, gzip, separator);
        }
        catch (BuildInputException refusal) when (refusal is not EmbeddingFormatException)
        {
            throw new EmbeddingFormatException(file.Path, refusal.Message, refusal);
        }
        catch (InvalidDataException damage) when (gzip)
        {
            throw file.Refuse("is a damaged gzip file", Refusal.Recopy, damage);
        }
    }

    private static EmbeddingFile Read(SourceFile file, CsvLayout layout, bool gzip, char separator)
    {
        using CsvReader csv = Open(file, gzip, separator, out HashingStream raw);
        using HashingStream _ = raw;
        using RowSink sink = file.NewSink(layout.Id >= 0);
        float[] numbers = new float[layout.IsOneCell ? 256 : layout.Columns.Length];
        bool isBlank = false;
        for (bool isFirst = true; Next(file, csv); isFirst = false)
        {
            if (isFirst && layout.HasHeader)
            {
                continue;
            }

            if (isBlank)
            {
                throw file.Refuse($"{Unit} {csv.LineNumber} comes after a blank line", "remove the blank line");
            }

            isBlank = csv.FieldCount == 0 || (csv.FieldCount == 1 && csv.GetSpan(0).Trim(" \t\r"u8).IsEmpty);
            if (!isBlank)
            {
                Add(file, csv, layout, sink, ref numbers);
            }
        }

        string form = (separator == '\t' ? "tsv" : "csv") + layout.Said + (gzip ? " (gzip)" : string.Empty);
        return sink.Finish(form, raw.Finish(), "row", 1);
    }

    private static void Add(SourceFile file, CsvReader csv, CsvLayout layout, RowSink sink, ref float[] numbers)
    {
        for (int field = layout.Fields; field < csv.FieldCount; field++)
        {
            // A separator at the end of a record is harmless.
            if (csv.GetSpan(field).Length > 0)
            {
                throw file.Refuse(
                    $"{Unit} {csv.LineNumber} has {csv.FieldCount} cells, but the first {layout.Fields}",
                    "put cells that hold the separator in quotes");
            }
        }

        int count = layout.Columns.Length;
        if (layout.IsOneCell)
        {
            ReadOnlySpan<byte> cell = Cell(csv, layout.Columns[0]);
            ReadOnlySpan<byte> wrong = cell;
            if (!VectorText.Looks(cell) || !VectorText.TryParse(cell, ref numbers, out count, out wrong))
            {
                throw file.Refuse(
                    $"{Unit} {csv.LineNumber}, cell {layout.Columns[0] + 1} is no vector "
                        + (count == EmbeddingLimits.MaxDimension
                            ? $"of at most {EmbeddingLimits.MaxDimension} numbers"
                            : $"[0.1,0.2,...] ({Refusal.Quote(wrong)})"),
                    "correct the line");
            }
        }
        else
        {
            for (int i = 0; i < layout.Columns.Length; i++)
            {
                ReadOnlySpan<byte> cell = Cell(csv, layout.Columns[i]);
                if (!DecimalNumber.TryParse(cell, out numbers[i]))
                {
                    throw file.Refuse(
                        $"{Unit} {csv.LineNumber}, cell {layout.Columns[i] + 1}: number {i + 1} is missing or no "
                            + $"number ({Refusal.Quote(cell)})",
                        "correct the line");
                }
            }
        }

        sink.Add(
            layout.Id < 0 ? default : Cell(csv, layout.Id), numbers.AsSpan(0, count), Unit, csv.LineNumber);
    }

    private static ReadOnlySpan<byte> Cell(CsvReader csv, int column) =>
        column < csv.FieldCount ? csv.GetSpan(column).Trim(" \t\r"u8) : default;

    private static string[] Record(SourceFile file, CsvReader csv)
    {
        if (!Next(file, csv))
        {
            return [];
        }

        string[] cells = new string[csv.FieldCount];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = csv.GetString(i).Trim('\uFEFF', ' ', '\t', '\r');
        }

        return cells.Length == 0 ? [string.Empty] : cells;
    }

    private static CsvReader Open(SourceFile file, bool gzip, char separator, out HashingStream raw)
    {
        raw = new HashingStream(file.Open(), default, file.Progress, file.Cancellation);
        Stream bytes = gzip ? new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true) : raw;
        return CsvReader.Create(
            TextStream.Open(file.Path, bytes, file.Options.TextEncoding),
            new CsvReaderOptions
            {
                HasHeader = false,
                Separator = separator,
                TrackLineNumbers = true,
                MaxRecordSize = MaxRecordBytes,
                IncludeValuesInExceptions = false,
                OnMalformedRecord = record => RefuseQuotes(file, record),
            },
            leaveOpen: false);
    }

    private static bool Next(SourceFile file, CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception exception) when (Damage.IsIn(exception) && exception is not InvalidDataException)
        {
            throw file.Refuse(
                $"record {csv.RowNumber + 1} is no row of text ({Printable.Shown(exception.Message)})",
                "correct the line",
                exception);
        }
    }

    private static void RefuseQuotes(SourceFile file, CsvMalformedRecord record)
    {
        string? fault = record.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quote opens and never closes",
            CsvMalformedReason.TextAfterClosingQuote => "text follows the closing quote of a cell",
            _ => null,
        };
        if (fault is not null)
        {
            throw file.Refuse(
                $"{Unit} {record.LineNumber}: {fault}", "close it, and write a quote inside a quoted cell twice");
        }
    }
}
