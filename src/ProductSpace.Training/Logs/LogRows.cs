namespace ProductSpace.Training.Logs;

/// <summary>
/// The rows of one file from front to back, whatever its format. Cells are UTF-8 text, valid until the next row. Faults
/// throw <see cref="TrainingInputException"/> with file and line.
/// </summary>
internal abstract class LogRows(string path) : IDisposable
{
    public string Path { get; } = path;

    /// <summary>Format of the file, in a word or two.</summary>
    public abstract string Form { get; }

    /// <summary>Word for a row in messages.</summary>
    public virtual string RowName => "line";

    public abstract string[] Headers { get; }

    /// <summary>True if the columns are named by the first line of a text file.</summary>
    public virtual bool HasHeaderLine => false;

    /// <summary>Number of the current line or row, from 1; a header counts.</summary>
    public abstract long Line { get; }

    /// <summary>Bytes of the file read so far.</summary>
    public abstract long Position { get; }

    /// <summary>
    /// Selects the columns to read by index; -1 selects none, and its cells are empty. To be called once, before the
    /// first row.
    /// </summary>
    public abstract void Select(int[] columns);

    public abstract bool Read();

    /// <summary>Returns a cell of the current row by its position in the selection.</summary>
    public abstract ReadOnlySpan<byte> Cell(int selected);

    public string Where => $"{Path} {RowName} {Line}";

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
