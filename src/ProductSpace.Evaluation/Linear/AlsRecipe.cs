using System.Globalization;
using ProductSpace.Evaluation.Models;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// Implicit ALS: a session is folded in as a new user, by the equations that training solves for its own sessions.
/// </summary>
internal sealed record AlsRecipe : IRecommenderRecipe
{
    public AlsOptions Options { get; init; } = new();

    public string Name => "ials";

    public string Title => "iALS";

    public string Source => "Hu, Koren, Volinsky (ICDM 2008), regularised as in Rendle et al. (RecSys 2022)";

    public string Settings => string.Create(
        CultureInfo.InvariantCulture,
        $"factors {Options.Dimension}, passes {Options.Passes}, unobserved {Options.Unobserved}, "
        + $"lambda {Options.Lambda}, scaling {Options.Scaling}");

    public bool IsRandom => true;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Options = Options with { Unobserved = 0.001 } },
        this with { Options = Options with { Unobserved = 0.01 } },
        this with { Options = Options with { Unobserved = 0.1, Lambda = 0.003 } },
        this with { Options = Options with { Lambda = 0.003 } },
        this with { Options = Options with { Lambda = 0.03 } },
        this with { Options = Options with { Scaling = 0.5, Lambda = 0.1 } },
        this with { Options = Options with { Dimension = 64 } },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TableWork work = new(context.Threads, context.Progress, context.CancellationToken);
        ViewIndex views = new(sessions, 1, int.MaxValue);
        AlsFactors factors = new(views, Options, context.Seed, work);
        for (int pass = 0; pass < Options.Passes; pass++)
        {
            work.Begin((double)pass / Options.Passes, (pass + 1.0) / Options.Passes);
            factors.Pass();
        }

        ItemVectors vectors = new(sessions.ProductCount, Options.Dimension);
        for (int product = 0; product < views.Count; product++)
        {
            factors.Products.Row(product).CopyTo(vectors[views.Products[product]]);
        }

        return new Model(vectors, factors.SessionSystem());
    }

    private sealed class Model(ItemVectors vectors, AlsSystem system)
        : VectorRecommender(vectors.Count, vectors.Dimension, vectors.Row)
    {
        public override ISessionVectors CreateSessionVectors() => new FoldIn(vectors, system.CreateSolver());
    }

    private sealed class FoldIn(ItemVectors vectors, AlsSystem.Solver solver) : ISessionVectors
    {
        private readonly DistinctProducts _views = new(vectors.Count);

        public bool Write(in SessionSoFar session, Span<float> vector)
        {
            ReadOnlySpan<int> members = _views.Of(session.Products);
            solver.Solve(members, vectors, vector);
            return !members.IsEmpty;
        }
    }
}
