using System.IO.Compression;
using System.Text;
using CsvHelper;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Opens the text of a catalogue: decompressed, as UTF-8, its quotes checked. Every opening begins at the header.
/// </summary>
internal sealed class CatalogText(string path, Func<Stream> open, Encoding? encoding, bool isOurs = false)
{
    /// <summary>
    /// Largest row in bytes; a file without line endings would otherwise be read completely before it is refused.
    /// </summary>
    private const int MostRowBytes = 16 << 20;

    private bool _isChecked;

    public string Path => path;

    public CsvReader Open()
    {
        Stream file = open();
        bool isOpen = false;
        try
        {
            Span<byte> head = stackalloc byte[BinaryHead.Length];
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            file.Position = 0;
            bool isGzip = head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
            if (!isGzip && encoding is null)
            {
                BinaryHead.Refuse(path, head);
            }

            if (isGzip && !_isChecked)
            {
                using Stream once = open();
                GzipCheck.RequireComplete(path, once);
            }

            _isChecked = true;
            Stream bytes = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            CsvReader csv = CsvReader.Create(TextStream.Open(path, bytes, encoding), Options(), leaveOpen: false);
            csv.ReadHeader();
            isOpen = true;
            return csv;
        }
        catch (Exception exception) when (exception is not IOException)
        {
            throw new BuildInputException(
                $"{path}: no CSV with a header in its first line ({exception.Message}); see `productspace build "
                + "--help`",
                exception);
        }
        finally
        {
            if (!isOpen)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Moves to the next row, and refuses one that swallowed others.</summary>
    public bool Next(CsvReader csv, long row)
    {
        try
        {
            if (!csv.Read())
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is not IOException and not OutOfMemoryException)
        {
            throw new BuildInputException(
                $"{path} row {row}: is no CSV row ({exception.Message.ReplaceLineEndings(" ")}); correct the line",
                exception);
        }

        // What `train` wrote has its quotes doubled, and may hold any text between them.
        ReadOnlySpan<byte> raw = csv.RawRecord;
        return !isOurs && raw.Contains((byte)'\n') && raw.IndexOf("\\\""u8) >= 0
            ? throw new BuildInputException(
                $"{path} line {csv.LineNumber}: the row goes on over line ends, and holds a quote after a backslash; "
                + QuoteRemedy)
            : true;
    }

    private const string QuoteRemedy =
        "write a quote inside a quoted cell twice (in Spark: option(\"escape\", \"\\\"\"))";

    /// <summary>
    /// Accepts a stray quote as text, but refuses one that is never closed, and text behind a closing one: the rows
    /// after them would be cells.
    /// </summary>
    private CsvReaderOptions Options() =>
        new()
        {
            HasHeader = true,
            TrackLineNumbers = true,
            Separator = isOurs ? ',' : null,
            MaxRecordSize = MostRowBytes,
            OnMalformedRecord = record =>
            {
                string? fault = record.Reason switch
                {
                    CsvMalformedReason.UnterminatedQuote => "a quote opens and never closes; close it, and ",
                    CsvMalformedReason.TextAfterClosingQuote => "text follows the closing quote of a cell; ",
                    _ => null,
                };
                if (fault is not null)
                {
                    throw new BuildInputException($"{path} line {record.LineNumber}: {fault}{QuoteRemedy}");
                }
            },
        };
}
