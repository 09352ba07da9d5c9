namespace ProductSpace.Cli;

/// <summary>
/// An interruption that left something complete: the message says in one line what, where, and how to continue.
/// </summary>
internal sealed class InterruptedException(string message, OperationCanceledException inner)
    : OperationCanceledException(message, inner, inner.CancellationToken);
