namespace ProductSpace.Training.Tables;

/// <summary>
/// Counts sessions in which an event of one kind with a product comes with, or is followed by, an event of another kind
/// with another product: bought together (complements), or viewed and then bought (Linden, Smith and York, Amazon.com
/// Recommendations, IEEE Internet Computing 2003). The weight of an entry never depends on how often a session repeats
/// the pair, so that no single session can lift it.
/// </summary>
public sealed record EventPairs
{
    /// <summary>
    /// Kinds of the events of the row's product. Has no effect on sessions whose events are not told apart.
    /// </summary>
    public LogEvents From { get; init; } = LogEvents.Cart | LogEvents.Purchase;

    /// <summary>Kinds of the events of an entry's product.</summary>
    public LogEvents To { get; init; } = LogEvents.Cart | LogEvents.Purchase;

    /// <summary>True if the event of the entry must come later in the session; false for either order.</summary>
    public bool Follows { get; init; }

    /// <summary>How a count becomes a weight.</summary>
    public PairMeasure Measure { get; init; } = PairMeasure.Cosine;

    /// <summary>As in <see cref="AssociationRules.MaxDistance"/>.</summary>
    public int MaxDistance { get; init; } = 1000;

    /// <summary>Learns the table.</summary>
    /// <param name="sessions">The sessions, with kinds: see <see cref="EvaluationLog.ReadKinds"/>.</param>
    /// <param name="options">What is kept; null for the defaults.</param>
    /// <exception cref="TrainingInputException">The log holds no event of the kinds asked for.</exception>
    /// <exception cref="OperationCanceledException">The learning was cancelled.</exception>
    public ItemTable Learn(SessionSet sessions, ItemTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDistance, 1);
        options ??= new ItemTableOptions();
        options.Check();
        Require(sessions, From);
        Require(sessions, To);
        ProductEvents events = new(sessions);
        PairCounter counter = new(sessions, events, options)
        {
            Weights = StepWeights.UpTo(StepWeighting.Same, MaxDistance, sessions),
            BothWays = !Follows,
            From = From,
            To = To,
        };
        int[] from = events.CountSessions(sessions.AllKinds, From);
        int[] to = events.CountSessions(sessions.AllKinds, To);
        double all = sessions.Count;
        return Measure switch
        {
            PairMeasure.Cosine => counter.Count(
                (row, product, _, both) => (float)(both / Math.Sqrt((double)from[row] * to[product]))),
            PairMeasure.Lift => counter.Count(
                (row, product, _, both) => (float)(both * all / ((double)from[row] * to[product]))),
            _ => counter.Count((row, _, _, both) => (float)((double)both / from[row])),
        };
    }

    private static void Require(SessionSet sessions, LogEvents kinds)
    {
        bool isThere = !sessions.HasKinds;
        foreach (LogEvents kind in sessions.AllKinds)
        {
            isThere |= (kind & kinds) != 0;
        }

        if (!isThere)
        {
            string names = kinds.ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal);
            throw new TrainingInputException(
                $"the log holds no event of the kind {names}; name its column with --column event=..., or ask for "
                + "another kind");
        }
    }
}
