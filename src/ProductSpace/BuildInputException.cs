namespace ProductSpace;

/// <summary>An input of a build that cannot be used; the message names the file, the place and what to do.</summary>
public class BuildInputException : IOException
{
    /// <summary>Makes an error with this message.</summary>
    public BuildInputException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error with this message and its cause.</summary>
    public BuildInputException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
