namespace ProductSpace.Training.Logs;

/// <summary>Opens a file of events in the format that its content shows.</summary>
internal static class LogFile
{
    private const string Ask = "give CSV, TSV, JSON lines or Parquet";

    /// <param name="path">Path of the file.</param>
    /// <param name="options">How text files are written.</param>
    /// <param name="isChecked">True if gzip was already read to its end.</param>
    /// <param name="cancellationToken">Ends the check of a large gzip file.</param>
    public static LogRows Open(string path, LogOptions options, bool isChecked, CancellationToken cancellationToken)
    {
        LogSource source = LogSource.Open(path, isChecked, cancellationToken);
        try
        {
            return Open(source, options);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static LogRows Open(LogSource source, LogOptions options)
    {
        ReadOnlySpan<byte> head = source.Head;
        bool hasOwnNames = head.StartsWith("PAR1"u8) || FirstByte(head) == (byte)'{';
        if (hasOwnNames && options.Header is not null)
        {
            throw new TrainingInputException(
                $"{source.Path}: names its columns itself; leave --header out, which is for text without names");
        }

        if (head.StartsWith("PAR1"u8))
        {
            return new ParquetRows(source);
        }

        if (head.Contains((byte)0))
        {
            throw new TrainingInputException($"{source.Path}: is no text and no Parquet file; {Ask}");
        }

        return FirstByte(head) switch
        {
            null => throw new TrainingInputException($"{source.Path}: is empty; a file of events is needed"),
            (byte)'{' => new JsonRows(source),
            (byte)'[' => throw new TrainingInputException(
                $"{source.Path} line 1: is a JSON array; write one object a line"),
            _ => new CsvRows(source, options),
        };
    }

    /// <summary>Returns the first byte that is no blank; null if there is none.</summary>
    private static byte? FirstByte(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? null : text[0];
    }
}
