namespace ProductSpace.Training.Tables;

/// <summary>
/// Item-based nearest neighbors: products that are viewed in the same sessions, by how much oftener than their own
/// frequency lets expect (the baseline of Hidasi et al., GRU4Rec, ICLR 2016). A product is no neighbor of its own.
/// </summary>
public sealed record ItemNeighbors
{
    /// <summary>
    /// Added to the number of events of both products, at least 0: similarity of products that are seldom viewed counts
    /// less.
    /// </summary>
    public double Damping { get; init; } = 20;

    /// <summary>
    /// True for the cosine of the sets of sessions: sessions with both / √(sessions with one · sessions with the
    /// other). False for pairs of views / √((events of one + damping) · (events of the other + damping)).
    /// </summary>
    public bool Cosine { get; init; }

    /// <summary>As in <see cref="AssociationRules.MaxDistance"/>.</summary>
    public int MaxDistance { get; init; } = 1000;

    /// <summary>Learns the table.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="options">What is kept; null for the defaults.</param>
    /// <exception cref="OperationCanceledException">The learning was cancelled.</exception>
    public ItemTable Learn(SessionSet sessions, ItemTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        Check();
        options ??= new ItemTableOptions();
        options.Check();
        ProductEvents events = new(sessions);
        PairCounter counter = new(sessions, events, options)
        {
            Weights = StepWeights.UpTo(StepWeighting.Same, MaxDistance, sessions),
            BothWays = true,
        };
        double[] roots = Cosine
            ? Array.ConvertAll(events.CountSessions(), count => Math.Sqrt(count))
            : Array.ConvertAll(sessions.CountProducts(), count => Math.Sqrt(count + Damping));
        bool cosine = Cosine;
        return counter.Count(
            (row, product, weight, both) => (float)((cosine ? both : weight) / (roots[row] * roots[product])));
    }

    private void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDistance, 1);
        if (!(Damping >= 0 && double.IsFinite(Damping)))
        {
            throw new ArgumentOutOfRangeException(nameof(Damping), Damping, "Damping must be a number from 0 on");
        }
    }
}
