namespace ProductSpace;

/// <summary>
/// An embedding file that cannot be read: of an unknown or wrong form, cut short, or contradicting itself. The message
/// is one line: which file, what is wrong, where, and what to do.
/// </summary>
public sealed class EmbeddingFormatException : BuildInputException
{
    /// <summary>Creates the exception for one file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="message">One line that names the file, the fault, its place and the remedy.</param>
    /// <param name="innerException">What a lower layer said, if anything.</param>
    public EmbeddingFormatException(string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
    }

    /// <summary>The file that was refused, as the caller named it.</summary>
    public string Path { get; }
}
