using System.Globalization;
using ProductSpace.Evaluation.Blends;
using ProductSpace.Evaluation.Models;
using ProductSpace.Evaluation.Vectors;
using ProductSpace.Training;
using ProductSpace.Training.ColdStart;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Cold;

/// <summary>
/// What a build makes of one draw: vectors and an item table from the sessions without the hidden products, and
/// estimates of these from the catalogue.
/// </summary>
internal sealed class ColdModels
{
    private const double TableWeight = 0.5;

    private static readonly Prod2VecOptions s_training = new() { NegativeExponent = 0.5, Epochs = 30 };

    private readonly float[] _input;
    private readonly float[] _output;
    private readonly ItemTable _table;

    private ColdModels(float[] input, float[] output, ItemTable table, ColdStartModel? model, int unknown)
    {
        _input = input;
        _output = output;
        _table = table;
        Explained = model?.Explained ?? 0;
        Unknown = unknown;
    }

    /// <summary>Share of the variance of vectors that metadata explain.</summary>
    public double Explained { get; }

    /// <summary>Hidden products that share nothing with a trained one.</summary>
    public int Unknown { get; }

    public IRecommender Vectors => new Prod2VecModel(
        _table.ProductCount, s_training.Dimension, _input, _output, CandidateScore.NextCosine);

    public IRecommender Blend => new BlendRecommender(
        [Vectors, new TableRecommender(_table, int.MaxValue, FixedMath.Exp(-1))], [1, TableWeight]);

    public static ColdModels Train(
        ColdSplit split, ColdProduct[] products, ColdTrialOptions options, CancellationToken cancellationToken)
    {
        int dimension = s_training.Dimension;
        float[] input = new float[products.Length * dimension];
        float[] output = new float[products.Length * dimension];
        List<int> trained = TrainVectors(split, options, input, output, cancellationToken);
        ItemTable learned = SlistLearner.Learn(
            split.Training, threads: options.Threads, cancellationToken: cancellationToken);
        ColdStartModel? model = ColdStartModel.Learn(
            [.. trained.Select(product => products[product])],
            Rows(input, trained, dimension),
            Rows(output, trained, dimension),
            dimension,
            default,
            options.Estimates with { Threads = options.Threads },
            cancellationToken);
        int unknown = 0;
        for (int product = split.Known; product < products.Length && model is not null; product++)
        {
            unknown += model.Estimate(
                products[product],
                input.AsSpan(product * dimension, dimension),
                output.AsSpan(product * dimension, dimension))
                ? 0
                : 1;
        }

        return new ColdModels(input, output, WithHidden(learned, products, split.Known, model), model, unknown);
    }

    private static List<int> TrainVectors(
        ColdSplit split,
        ColdTrialOptions options,
        float[] input,
        float[] output,
        CancellationToken cancellationToken)
    {
        int dimension = s_training.Dimension;
        using SessionCorpus corpus = SessionLog.ToCorpus(split.Training, cancellationToken: cancellationToken);
        using Prod2VecTrainer trainer = new(corpus, s_training with { Seed = options.Seed, Threads = options.Threads });
        while (trainer.EpochsDone < s_training.Epochs)
        {
            trainer.RunEpoch(cancellationToken: cancellationToken);
        }

        List<int> trained = [];
        for (int row = 0; row < corpus.ProductCount; row++)
        {
            int product = int.Parse(corpus.ProductId(row), CultureInfo.InvariantCulture);
            trainer.InRow(row).CopyTo(input.AsSpan(product * dimension));
            trainer.OutRow(row).CopyTo(output.AsSpan(product * dimension));
            trained.Add(product);
        }

        return trained;
    }

    private static float[] Rows(float[] all, List<int> products, int dimension)
    {
        float[] rows = new float[products.Count * dimension];
        for (int i = 0; i < products.Count; i++)
        {
            all.AsSpan(products[i] * dimension, dimension).CopyTo(rows.AsSpan(i * dimension));
        }

        return rows;
    }

    /// <summary>The learned table with the hidden products' entries, all products by their numbers.</summary>
    private static ItemTable WithHidden(ItemTable learned, ColdProduct[] products, int known, ColdStartModel? model)
    {
        LearnedTable table = new(
            "slist", [.. products[..known].Select(product => product.Id)], learned, new float[known], "trial");
        table = model?.AddTo(table, products[known..]) ?? table;
        Dictionary<string, int> numbers = new(products.Length, StringComparer.Ordinal);
        for (int product = 0; product < products.Length; product++)
        {
            numbers.TryAdd(products[product].Id, product);
        }

        ItemTableBuilder builder = new(products.Length, Math.Max(1, table.Entries));
        for (int row = 0; row < table.ProductIds.Count; row++)
        {
            int[] named = Array.ConvertAll(
                table.Table.Products(row).ToArray(), product => numbers[table.ProductIds[product]]);
            builder.Set(numbers[table.ProductIds[row]], named, table.Table.Weights(row).ToArray());
        }

        return builder.Build();
    }
}
