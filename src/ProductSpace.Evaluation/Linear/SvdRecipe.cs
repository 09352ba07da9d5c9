using System.Globalization;
using ProductSpace.Evaluation.Models;
using ProductSpace.Evaluation.Ranking;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// Truncated SVD. Of sessions over products, a session is folded in as the sum of its products' vectors, by dot
/// product; of the other two matrices, sessions and products are compared by cosine, as embeddings are.
/// </summary>
internal sealed record SvdRecipe : IRecommenderRecipe
{
    public SvdMatrix Matrix { get; init; }

    /// <summary>Number of singular values.</summary>
    public int Dimension { get; init; } = 64;

    /// <summary>Weight of a view of the session relative to the next one, above 0 to 1.</summary>
    public double Decay { get; init; } = 0.5;

    /// <summary>Number of the last views of a session of the log that count.</summary>
    public int LastViews { get; init; } = 500;

    public string Name => Matrix switch
    {
        SvdMatrix.Sessions => "svd",
        SvdMatrix.CoViews => "svd-coviews",
        _ => "svd-ppmi",
    };

    public string Title => Matrix switch
    {
        SvdMatrix.Sessions => "SVD",
        SvdMatrix.CoViews => "SVD of co-views",
        _ => "SVD of PPMI",
    };

    public string Source => Matrix switch
    {
        SvdMatrix.Sessions => "Cremonesi, Koren, Turrin: PureSVD (RecSys 2010)",
        SvdMatrix.CoViews => "Barkan, Koenigstein: the baseline of Item2vec (MLSP 2016)",
        _ => "Levy, Goldberg (NIPS 2014)",
    };

    public string Settings =>
        string.Create(CultureInfo.InvariantCulture, $"factors {Dimension}, decay {Decay}");

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Dimension = 32 },
        this with { Dimension = 128 },
        this with { Dimension = 256 },
        this with { Decay = 1 },
        this with { Dimension = 256, Decay = 1 },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TableWork work = new(context.Threads, context.Progress, context.CancellationToken);
        ItemVectors vectors = ItemSvd.Vectors(sessions, Matrix, Dimension, LastViews, work);
        return Matrix == SvdMatrix.Sessions ? new SumModel(vectors, Decay) : new CosineModel(vectors, Decay);
    }

    private sealed class SumModel(ItemVectors vectors, double decay)
        : VectorRecommender(vectors.Count, vectors.Dimension, vectors.Row)
    {
        public override ISessionVectors CreateSessionVectors() => new Sum(vectors, decay);
    }

    private sealed class CosineModel(ItemVectors vectors, double decay)
        : VectorRecommender(vectors.Count, vectors.Dimension, vectors.Row, cosine: true)
    {
        public override ISessionVectors CreateSessionVectors() => new CosineVectors(vectors, decay);
    }

    private sealed class CosineVectors(ItemVectors vectors, double decay) : ISessionVectors
    {
        private readonly SessionVector _session =
            new(vectors.Row, vectors.Count, vectors.Dimension, decay, int.MaxValue);

        public bool Write(in SessionSoFar session, Span<float> vector) => _session.Write(session.Products, vector);
    }

    /// <summary>The session's row times the right singular vectors, a view counting by its age.</summary>
    private sealed class Sum(ItemVectors vectors, double decay) : ISessionVectors
    {
        private readonly double[] _sum = new double[vectors.Dimension];

        public bool Write(in SessionSoFar session, Span<float> vector)
        {
            Array.Clear(_sum);
            double weight = 1;
            bool isKnown = false;
            for (int i = session.Products.Length - 1; i >= 0; i--)
            {
                int product = session.Products[i];
                if ((uint)product >= (uint)vectors.Count)
                {
                    continue;
                }

                ReadOnlySpan<float> row = vectors.Row(product);
                for (int j = 0; j < row.Length; j++)
                {
                    _sum[j] += weight * row[j];
                }

                weight *= decay;
                isKnown = true;
            }

            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] = (float)_sum[i];
            }

            return isKnown;
        }
    }
}
