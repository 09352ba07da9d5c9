using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>An input of a build that cannot be used; the message names the file, the place and what to do.</summary>
public class BuildInputException : IOException
{
    /// <summary>Makes an error with this message, which is made one line.</summary>
    public BuildInputException(string message)
        : base(Printable.Of(message))
    {
    }

    /// <summary>Makes an error with this message, which is made one line, and its cause.</summary>
    public BuildInputException(string message, Exception? inner)
        : base(Printable.Of(message), inner)
    {
    }
}
