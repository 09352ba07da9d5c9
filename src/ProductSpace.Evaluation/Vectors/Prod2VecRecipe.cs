using System.Globalization;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Vectors;

/// <summary>
/// prod2vec as `train` makes it: the session vector of the IN vectors, compared with the OUT vectors by cosine or dot
/// product, or with the IN vectors by cosine.
/// </summary>
/// <param name="Score">What candidates are compared by.</param>
/// <param name="Options">Options of the training; seed and threads come from the context.</param>
internal sealed record Prod2VecRecipe(CandidateScore Score, Prod2VecOptions Options) : IRecommenderRecipe
{
    public Prod2VecRecipe(CandidateScore score)
        : this(score, new Prod2VecOptions())
    {
    }

    public string Name => Score switch
    {
        CandidateScore.SimilarCosine => "prod2vec-similar",
        CandidateScore.NextDot => "prod2vec-dot",
        _ => "prod2vec",
    };

    public string Title => Score switch
    {
        CandidateScore.SimilarCosine => "prod2vec, similar products",
        CandidateScore.NextDot => "prod2vec, next by dot product",
        _ => "prod2vec, next products",
    };

    public string Source =>
        "Grbovic et al., E-commerce in Your Inbox: Product Recommendations at Scale, KDD 2015; Barkan and Koenigstein, "
        + "Item2Vec, 2016";

    public string Settings => string.Create(
        CultureInfo.InvariantCulture,
        $"dimension {Options.Dimension}, epochs {Options.Epochs}, window {Options.Window}, negatives "
        + $"{Options.Negatives}, negative exponent {Options.NegativeExponent}");

    public bool IsRandom => true;

    public IReadOnlyList<IRecommenderRecipe> Grid
    {
        get
        {
            Prod2VecOptions first = new();
            return
            [
                new Prod2VecRecipe(Score, first),
                new Prod2VecRecipe(Score, first with { NegativeExponent = 0.5 }),
                new Prod2VecRecipe(Score, first with { NegativeExponent = 1 }),
                new Prod2VecRecipe(Score, first with { Window = 3 }),
                new Prod2VecRecipe(Score, first with { Epochs = 2 * first.Epochs }),
                new Prod2VecRecipe(Score, first with { Epochs = 2 * first.Epochs, NegativeExponent = 0.5 }),
            ];
        }
    }

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        using SessionCorpus corpus = SessionLog.ToCorpus(sessions, cancellationToken: context.CancellationToken);
        Prod2VecOptions options = Options with { Seed = context.Seed, Threads = context.Threads };
        using Prod2VecTrainer trainer = new(corpus, options);
        Epochs progress = new(context.Progress);
        while (trainer.EpochsDone < options.Epochs)
        {
            trainer.RunEpoch(progress, context.CancellationToken);
        }

        int[] rows = RowOfProduct(corpus, sessions.ProductCount);
        float[] input = Copy(rows, options.Dimension, trainer.InRow);
        float[] output = Score == CandidateScore.SimilarCosine ? input : Copy(rows, options.Dimension, trainer.OutRow);
        return new Prod2VecModel(sessions.ProductCount, options.Dimension, input, output, Score);
    }

    private static int[] RowOfProduct(SessionCorpus corpus, int productCount)
    {
        int[] rows = new int[productCount];
        Array.Fill(rows, -1);
        for (int row = 0; row < corpus.ProductCount; row++)
        {
            rows[int.Parse(corpus.ProductId(row), CultureInfo.InvariantCulture)] = row;
        }

        return rows;
    }

    /// <summary>Copies the vectors in the order of the products; one that was not trained is zero.</summary>
    private static float[] Copy(int[] rows, int dimension, EmbeddingRow vector)
    {
        float[] copy = new float[checked(rows.Length * dimension)];
        for (int product = 0; product < rows.Length; product++)
        {
            if (rows[product] >= 0)
            {
                vector(rows[product]).CopyTo(copy.AsSpan(product * dimension));
            }
        }

        return copy;
    }

    private sealed class Epochs(IProgress<double>? progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress?.Report((value.Epoch - 1 + ((double)value.EventsDone / Math.Max(1, value.Events))) / value.Epochs);
    }
}
