using System.Globalization;
using ProductSpace.Evaluation.Models;
using ProductSpace.Numerics;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// BPR matrix factorisation with sessions as users. A new session has no factors of its own: it is the mean of the
/// factors of its products, as in the baseline of GRU4Rec. Trained on one thread, whatever the number asked for.
/// </summary>
internal sealed record BprRecipe : IRecommenderRecipe
{
    private const int StepsBetweenChecks = 1 << 14;

    /// <summary>Draws of a product that the session does not hold, before the step is left out.</summary>
    private const int MaxDraws = 20;

    /// <summary>Number of factors.</summary>
    public int Dimension { get; init; } = 64;

    /// <summary>Number of steps for each view of the log.</summary>
    public int Passes { get; init; } = 100;

    /// <summary>Length of a step; it falls to a tenth in a straight line.</summary>
    public double Rate { get; init; } = 0.2;

    /// <summary>Regularisation of all numbers.</summary>
    public double Lambda { get; init; } = 0.003;

    public string Name => "bpr";

    public string Title => "BPR-MF";

    public string Source =>
        "Rendle, Freudenthaler, Gantner, Schmidt-Thieme (UAI 2009), sessions as in Hidasi et al. (ICLR 2016)";

    public string Settings => string.Create(
        CultureInfo.InvariantCulture,
        $"factors {Dimension}, passes {Passes}, rate {Rate}, lambda {Lambda}");

    public bool IsRandom => true;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Lambda = 0.001 },
        this with { Lambda = 0.01 },
        this with { Rate = 0.1 },
        this with { Passes = 200, Lambda = 0.01 },
        this with { Dimension = 128 },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ViewIndex views = new(sessions, 1, int.MaxValue);
        int length = Dimension + 1;
        double[] products = Draw(views.Count, context.Seed);
        double[] users = Draw(views.SessionCount, SeededRandom.Hash(context.Seed, 1));
        for (int product = 0; product < views.Count; product++)
        {
            products[(product * length) + Dimension] = 0;
        }

        for (int session = 0; session < views.SessionCount; session++)
        {
            users[(session * length) + Dimension] = 1;
        }

        Descend(views, users, products, context);
        ItemVectors vectors = new(sessions.ProductCount, length);
        for (int product = 0; product < views.Count; product++)
        {
            Span<float> row = vectors[views.Products[product]];
            for (int i = 0; i < length; i++)
            {
                row[i] = (float)products[(product * length) + i];
            }
        }

        return new Model(vectors);
    }

    private double[] Draw(int rows, ulong seed)
    {
        double[] values = new double[checked(rows * (Dimension + 1))];
        SeededRandom random = new(seed);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 0.1 * ((2 * random.NextDouble()) - 1);
        }

        return values;
    }

    private void Descend(ViewIndex views, double[] users, double[] products, RecipeContext context)
    {
        int length = Dimension + 1;
        int[] events = EventSessions(views, out int[] viewed);
        double[] scratch = new double[length];
        SeededRandom random = new(SeededRandom.Hash(context.Seed, 2));
        long steps = (long)Passes * events.Length;
        for (long step = 0; step < steps; step++)
        {
            if (step % StepsBetweenChecks == 0)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                context.Progress?.Report((double)step / steps);
            }

            int at = random.NextInt(events.Length);
            int other = DrawOther(views.ProductsOf(events[at]), views.Count, ref random);
            if (other >= 0)
            {
                double rate = Rate * (1 - (0.9 * step / steps));
                BprPair.Step(
                    users.AsSpan(events[at] * length, length),
                    products.AsSpan(viewed[at] * length, length),
                    products.AsSpan(other * length, length),
                    rate,
                    Lambda,
                    scratch);
            }
        }
    }

    private static int DrawOther(ReadOnlySpan<int> seen, int count, ref SeededRandom random)
    {
        for (int i = 0; i < MaxDraws; i++)
        {
            int drawn = random.NextInt(count);
            if (!seen.Contains(drawn))
            {
                return drawn;
            }
        }

        return -1;
    }

    /// <summary>Returns session and product of each distinct view.</summary>
    private static int[] EventSessions(ViewIndex views, out int[] products)
    {
        List<int> sessions = [];
        List<int> viewed = [];
        for (int session = 0; session < views.SessionCount; session++)
        {
            foreach (int product in views.ProductsOf(session))
            {
                sessions.Add(session);
                viewed.Add(product);
            }
        }

        products = [.. viewed];
        return [.. sessions];
    }

    private sealed class Model(ItemVectors vectors)
        : VectorRecommender(vectors.Count, vectors.Dimension, vectors.Row)
    {
        public override ISessionVectors CreateSessionVectors() => new Mean(vectors);
    }

    private sealed class Mean(ItemVectors vectors) : ISessionVectors
    {
        private readonly DistinctProducts _views = new(vectors.Count);
        private readonly double[] _sum = new double[vectors.Dimension];

        public bool Write(in SessionSoFar session, Span<float> vector)
        {
            ReadOnlySpan<int> members = _views.Of(session.Products);
            Array.Clear(_sum);
            foreach (int member in members)
            {
                ReadOnlySpan<float> row = vectors.Row(member);
                for (int i = 0; i < row.Length; i++)
                {
                    _sum[i] += row[i];
                }
            }

            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] = (float)(_sum[i] / Math.Max(1, members.Length));
            }

            // The bias of the candidate counts once.
            vector[^1] = 1;
            return !members.IsEmpty;
        }
    }
}
