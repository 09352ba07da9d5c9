using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// A hierarchical recurrent network: GRU4Rec, and a GRU of the shopper that gives a session its first state. Without
/// shoppers it is GRU4Rec; a shopper whom the training did not see begins with zeros, too.
/// </summary>
internal sealed record UserGruRecipe : IRecommenderRecipe
{
    public string Name => "user-gru";

    public string Title => "Hierarchical GRU";

    public string Source =>
        "Quadrana, Karatzoglou, Hidasi, Cremonesi: Personalizing Session-based Recommendations with Hierarchical "
        + "Recurrent Neural Networks, RecSys 2017 (the variant HRNN Init)";

    public string Settings => FormattableString.Invariant($"units of the shopper {UserUnits}, ") + Session.Settings;

    public bool IsRandom => true;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { UserUnits = 2 * UserUnits },
        .. Session.Grid.Skip(1).Select(session => this with { Session = (Gru4RecRecipe)session }),
    ];

    /// <summary>Number of units of the shopper's state.</summary>
    public int UserUnits { get; init; } = 100;

    /// <summary>Settings of the network of a session.</summary>
    public Gru4RecRecipe Session { get; init; } = new();

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        int lanes = Lanes.For(Session.Batch);
        Workers workers = new(context.Threads);
        SeededRandom random = new(SeededRandom.Hash(context.Seed, 0));
        Gru4RecNetwork<float> session = Session.CreateNetwork<float>(sessions, workers, ref random);
        if (!sessions.HasUsers)
        {
            Session.Fit(session, sessions, Name, context, ref random);
            return new Gru4RecModel(session.Rows.Values, session.Cell.ToStepper());
        }

        UserGruNetwork<float> network = new(session, UserUnits, lanes, ref random, workers);
        SessionLanes feed = new(sessions, lanes, byUser: true);
        TrainingWatch watch = new(Name, context, feed.Steps * Session.Epochs);
        for (int epoch = 0; epoch < Session.Epochs; epoch++)
        {
            feed.Restart();
            for (int active; (active = feed.Move()) > 0;)
            {
                session.SetTargets(feed.Targets);
                network.Begin(feed.SessionBegins, feed.StreamBegins);
                session.Begin(feed.Inputs, ref random);
                watch.Add(active, network.Run());
                network.Step((float)Session.Rate);
            }
        }

        GruStepper<float> cell = session.Cell.ToStepper();
        float[] rows = session.Rows.Values;
        UserStates states = new(cell, network.Cell.ToStepper(), network.First.ToStepper());
        return new Gru4RecModel(rows, cell, states.Compute(sessions, rows, context.CancellationToken));
    }
}
