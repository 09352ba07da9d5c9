using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>
/// Reports an input of a build that cannot be used. The message is one line: which file, where, and what to do.
/// </summary>
public class BuildInputException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Message; control characters are replaced, so that it stays one line.</param>
    public BuildInputException(string message)
        : base(Printable.Of(message))
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">Message; control characters are replaced, so that it stays one line.</param>
    /// <param name="inner">Cause, if any.</param>
    public BuildInputException(string message, Exception? inner)
        : base(Printable.Of(message), inner)
    {
    }
}
