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
    private IReadOnlyList<string>? _members;

    public string Path => path;

    public CatalogRows Open()
    {
        Stream file = open();
        bool isOpen = false;
        try
        {
            bool isGzip = Head(file, isGzip: false).StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
            if (isGzip && !_isChecked)
            {
                using Stream once = open();
                GzipCheck.RequireComplete(path, once);
            }

            _isChecked = true;
            if (OpenOther(file, isGzip) is CatalogRows other)
            {
                isOpen = true;
                return other;
            }

            if (!isGzip && encoding is null)
            {
                BinaryHead.Refuse(path, Head(file, isGzip: false));
            }

            Stream bytes = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            CsvReader csv = CsvReader.Create(TextStream.Open(path, bytes, encoding), Options(), leaveOpen: false);
            csv.ReadHeader();
            isOpen = true;
            return new CsvCatalogRows(csv);
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
    public bool Next(CatalogRows csv, long row)
    {
        try
        {
            if (!csv.Read())
            {
                return false;
            }
        }
        catch (Exception exception)
            when (csv is CsvCatalogRows && exception is not IOException and not OutOfMemoryException)
        {
            throw new BuildInputException(
                $"{path} row {row}: is no CSV row ({exception.Message.ReplaceLineEndings(" ")}); correct the line",
                exception);
        }

        // What `train` wrote has its quotes doubled, and may hold any text between them.
        ReadOnlySpan<byte> raw = csv is CsvCatalogRows text ? text.RawRecord : default;
        return !isOurs && raw.Contains((byte)'\n') && raw.IndexOf("\\\""u8) >= 0
            ? throw new BuildInputException(
                $"{path} line {csv.LineNumber}: the row goes on over line ends, and holds a quote after a backslash; "
                + QuoteRemedy)
            : true;
    }

    /// <summary>Opens a catalogue of another form than CSV; null for CSV. The file is closed with the rows.</summary>
    private CatalogRows? OpenOther(Stream file, bool isGzip)
    {
        CatalogForm form = CatalogForms.Of(Head(file, isGzip));
        if (form == CatalogForm.Parquet)
        {
            return isGzip
                ? throw new BuildInputException($"{path}: is Parquet in gzip; decompress it first")
                : new ParquetCatalogRows(path, file);
        }

        if (form != CatalogForm.JsonLines)
        {
            return null;
        }

        if (_members is null)
        {
            using Stream once = open();
            using Stream all = isGzip ? new GZipStream(once, CompressionMode.Decompress) : once;
            _members = JsonCatalogRows.FindHeaders(path, all);
        }

        return new JsonCatalogRows(
            path, isGzip ? new GZipStream(file, CompressionMode.Decompress) : file, _members);
    }

    /// <summary>Returns the first bytes and goes back to the start.</summary>
    private static byte[] Head(Stream file, bool isGzip)
    {
        byte[] head = new byte[CatalogForms.HeadBytes];
        int length;
        using (GZipStream? unpacked = isGzip ? new(file, CompressionMode.Decompress, leaveOpen: true) : null)
        {
            length = (unpacked ?? file).ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }

        file.Position = 0;
        return head[..length];
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
