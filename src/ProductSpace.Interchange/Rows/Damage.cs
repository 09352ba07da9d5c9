namespace ProductSpace.Interchange.Rows;

/// <summary>
/// Tells faults of a file from faults of the machine and of the caller. Libraries throw any exception for a damaged
/// file, out of memory for a length that is no length included.
/// </summary>
internal static class Damage
{
    /// <summary>Whether an exception of a library says that the file is damaged.</summary>
    public static bool IsIn(Exception exception) =>
        exception is not (BuildInputException or OperationCanceledException or UnauthorizedAccessException)
        && (exception is not IOException || exception is EndOfStreamException or InvalidDataException);
}
