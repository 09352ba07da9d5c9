namespace ProductSpace.Training.Tables;

/// <summary>
/// Association rules of two products: the weight of an entry is the number of pairs of views in one session, whatever
/// their order (AR in Ludewig and Jannach, UMUAI 2018).
/// </summary>
public sealed record AssociationRules
{
    /// <summary>
    /// Maximum number of views between the two of a pair, at least 1. It bounds the work on the session of a robot, and
    /// is out of reach of shoppers.
    /// </summary>
    public int MaxDistance { get; init; } = 1000;

    /// <summary>
    /// True if a product that is viewed again counts as a pair with itself, as in the authors' program.
    /// </summary>
    public bool Repeats { get; init; } = true;

    /// <summary>Learns the table.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="options">What is kept; null for the defaults.</param>
    /// <exception cref="OperationCanceledException">The learning was cancelled.</exception>
    public ItemTable Learn(SessionSet sessions, ItemTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDistance, 1);
        options ??= new ItemTableOptions();
        options.Check();
        PairCounter counter = new(sessions, new ProductEvents(sessions), options)
        {
            Weights = StepWeights.UpTo(StepWeighting.Same, MaxDistance, sessions),
            BothWays = true,
            Repeats = Repeats,
        };
        return counter.Count((_, _, weight, _) => (float)weight);
    }
}
