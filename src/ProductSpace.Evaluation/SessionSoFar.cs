namespace ProductSpace.Evaluation;

/// <summary>
/// What a model may see of a session before it answers: the views up to now, never those that follow. Borrowed from a
/// <see cref="Training.SessionSet"/>.
/// </summary>
/// <param name="products">See <see cref="Products"/>.</param>
/// <param name="times">See <see cref="Times"/>.</param>
/// <param name="user">See <see cref="User"/>.</param>
/// <param name="session">See <see cref="Session"/>.</param>
public readonly ref struct SessionSoFar(
    ReadOnlySpan<int> products, ReadOnlySpan<long> times = default, int user = -1, int session = -1)
{
    /// <summary>
    /// Viewed products, oldest first, at least one. A product that the model does not know has a number out of its
    /// range.
    /// </summary>
    public ReadOnlySpan<int> Products { get; } = products;

    /// <summary>Time of each view in microseconds since 1970; empty if times are no clock.</summary>
    public ReadOnlySpan<long> Times { get; } = times;

    /// <summary>Number of the shopper, the same as in the sessions of training; -1 for nobody.</summary>
    public int User { get; } = user;

    /// <summary>
    /// Number of the session: a model that keeps a state from view to view recognises the session by it. -1 if it is
    /// not known.
    /// </summary>
    public int Session { get; } = session;
}
