namespace ProductSpace.Training.Logs;

/// <summary>
/// The rows of one file, front to back, whatever its form: cells are UTF-8 text, valid until the next row. Faults throw
/// <see cref="TrainingInputException"/> with file and line.
/// </summary>
internal abstract class LogRows(string path) : IDisposable
{
    public string Path { get; } = path;

    /// <summary>Form of the file, in a word or two.</summary>
    public abstract string Form { get; }

    /// <summary>What a row is called in messages.</summary>
    public virtual string RowName => "line";

    public abstract string[] Headers { get; }

    /// <summary>Line or row of the current row, from 1; a header counts.</summary>
    public abstract long Line { get; }

    /// <summary>Bytes of the file read so far.</summary>
    public abstract long Position { get; }

    /// <summary>Columns to read, by index; -1 for none, whose cells are empty. Once, before the first row.</summary>
    public abstract void Select(int[] columns);

    public abstract bool Read();

    /// <summary>Cell of the current row by its position in the selection.</summary>
    public abstract ReadOnlySpan<byte> Cell(int selected);

    public string Where => $"{Path} {RowName} {Line}";

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
