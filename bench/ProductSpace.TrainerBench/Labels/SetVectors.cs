using System.Runtime.InteropServices;
using ProductSpace.Numerics;
using ProductSpace.Training;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.TrainerBench.Labels;

/// <summary>Item2vec of sets: each is written several times in random order, since a set has none, and trained on.</summary>
internal static class SetVectors
{
    /// <summary>Settings of the paper, with a window in place of the whole set, whose pairs grow with its square.</summary>
    public static Prod2VecOptions Defaults { get; } = new()
    {
        Dimension = 40,
        Negatives = 15,
        NegativeDraws = 15,
        SubsamplingThreshold = 1e-3,
        Epochs = 5,
        Window = 10,
        WindowMode = WindowMode.Fixed,
    };

    /// <summary>Returns the IN vectors [products][dimension]; zeros for a product that is in no set of two.</summary>
    public static float[][] Train(LabelledSets sets, Prod2VecOptions options, int shuffles)
    {
        using CorpusBuilder builder = new();
        SeededRandom random = new(options.Seed);
        for (int shuffle = 0; shuffle < shuffles; shuffle++)
        {
            foreach (int[] set in sets.Sets)
            {
                int[] order = [.. set];
                for (int i = order.Length - 1; i > 0; i--)
                {
                    int other = (int)Math.BigMul(random.NextUInt64(), (ulong)(i + 1), out _);
                    (order[i], order[other]) = (order[other], order[i]);
                }

                List<Token> session = [.. order.Select(product => new Token(builder.Product(sets.Ids[product])))];
                builder.AddSession(CollectionsMarshal.AsSpan(session));
            }
        }

        using SessionCorpus corpus = builder.Finish(minCount: 1);
        using Prod2VecTrainer trainer = new(corpus, options);
        while (trainer.EpochsDone < options.Epochs)
        {
            trainer.RunEpoch();
        }

        Dictionary<string, int> numberOf = sets.Ids.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        float[][] vectors = new float[sets.Ids.Length][];
        for (int product = 0; product < corpus.ProductCount; product++)
        {
            vectors[numberOf[corpus.ProductId(product)]] = trainer.InRow(product).ToArray();
        }

        return Array.ConvertAll(vectors, vector => vector ?? new float[options.Dimension]);
    }
}
