namespace ProductSpace;

/// <summary>
/// Reports an embedding file that cannot be read: unknown or malformed, cut short, or inconsistent. The message is one
/// line: which file, what is wrong, where, and what to do.
/// </summary>
public sealed class EmbeddingFormatException : BuildInputException
{
    /// <summary>Creates the exception for a file.</summary>
    /// <param name="path">Path of the file, as the caller gave it.</param>
    /// <param name="message">One line that names the file, the fault, its place and the remedy.</param>
    /// <param name="innerException">Cause, if any.</param>
    public EmbeddingFormatException(string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
    }

    /// <summary>Path of the file, as the caller gave it.</summary>
    public string Path { get; }
}
