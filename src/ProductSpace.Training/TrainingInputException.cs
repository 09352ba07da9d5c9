namespace ProductSpace.Training;

/// <summary>A log, a model or an option that cannot be used; the message names the file, the line and what to do.</summary>
public sealed class TrainingInputException : IOException
{
    /// <summary>Makes an error with this message.</summary>
    public TrainingInputException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error with this message and its cause.</summary>
    public TrainingInputException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
