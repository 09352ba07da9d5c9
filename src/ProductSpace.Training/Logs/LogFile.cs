namespace ProductSpace.Training.Logs;

/// <summary>Opens a file of events in the format that its content shows.</summary>
internal static class LogFile
{
    private const string Ask = "give CSV, TSV, JSON lines or Parquet";

    /// <param name="path">Path of the file.</param>
    /// <param name="delimiter">Separator of a text file; null to detect it.</param>
    /// <param name="isChecked">True if gzip was already read to its end.</param>
    /// <param name="cancellationToken">Ends the check of a large gzip file.</param>
    public static LogRows Open(string path, char? delimiter, bool isChecked, CancellationToken cancellationToken)
    {
        LogSource source = LogSource.Open(path, isChecked, cancellationToken);
        try
        {
            return Open(source, delimiter);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static LogRows Open(LogSource source, char? delimiter)
    {
        ReadOnlySpan<byte> head = source.Head;
        if (head.StartsWith("PAR1"u8))
        {
            return new ParquetRows(source);
        }

        bool isUtf16 =
            head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
        if (!isUtf16 && head.Contains((byte)0))
        {
            throw new TrainingInputException($"{source.Path}: is no text and no Parquet file; {Ask}");
        }

        ReadOnlySpan<byte> text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        return text switch
        {
            [] => throw new TrainingInputException($"{source.Path}: is empty; a file of events is needed"),
            [(byte)'{', ..] => new JsonRows(source),
            [(byte)'[', ..] => throw new TrainingInputException(
                $"{source.Path} line 1: is a JSON array; write one object a line"),
            _ => new CsvRows(source, delimiter),
        };
    }
}
