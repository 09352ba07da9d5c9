namespace ProductSpace.Cli;

/// <summary>Interrupted, and something that is whole stands somewhere: one line that says what, where, and how to go on.</summary>
internal sealed class InterruptedException(string message, OperationCanceledException inner) : OperationCanceledException(message, inner, inner.CancellationToken);
