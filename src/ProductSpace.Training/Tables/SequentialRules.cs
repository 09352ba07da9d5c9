namespace ProductSpace.Training.Tables;

/// <summary>
/// Sequential rules: the weight of an entry is the sum over its product's views that follow the row's product in one
/// session, each by its distance (SR in Kamehkhosh, Jannach and Ludewig, TempRec 2017).
/// </summary>
public sealed record SequentialRules
{
    /// <summary>Maximum number of steps from a view to one that follows, at least 1.</summary>
    public int Steps { get; init; } = 8;

    /// <summary>Weight of a view by its distance.</summary>
    public StepWeighting Weighting { get; init; } = StepWeighting.Div;

    /// <summary>True if a product that is viewed again counts as a rule from itself to itself.</summary>
    public bool Repeats { get; init; } = true;

    /// <summary>Learns the table.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="options">What is kept; null for the defaults.</param>
    /// <exception cref="OperationCanceledException">The learning was cancelled.</exception>
    public ItemTable Learn(SessionSet sessions, ItemTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        options ??= new ItemTableOptions();
        options.Check();
        PairCounter counter = new(sessions, new ProductEvents(sessions), options)
        {
            Weights = StepWeights.UpTo(Weighting, Steps, sessions),
            Repeats = Repeats,
        };
        return counter.Count((_, _, weight, _) => (float)weight);
    }
}
