using ProductSpace.Storage;

namespace ProductSpace.Training;

/// <summary>
/// A log, a model or an option that cannot be used; the message names the file, the line and the remedy.
/// </summary>
public sealed class TrainingInputException : IOException
{
    /// <summary>Creates an exception with a message.</summary>
    public TrainingInputException(string message)
        : base(Printable.Of(message))
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public TrainingInputException(string message, Exception? inner)
        : base(Printable.Of(message), inner)
    {
    }
}
