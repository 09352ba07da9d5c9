using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Tests;

/// <summary>Small seeded corpora without a log.</summary>
internal static class TestCorpus
{
    /// <summary>Sessions of words.</summary>
    public static SessionCorpus Of(params string[] sessions)
    {
        using CorpusBuilder builder = new();
        foreach (string session in sessions)
        {
            builder.AddSession([.. session.Split(' ').Select(word => new Token(builder.Product(word.TrimEnd('!')), isPurchase: word.EndsWith('!')))]);
        }

        return builder.Finish(1);
    }

    /// <summary>Sessions that stay in one of some clusters of products, popular ones more often.</summary>
    public static SessionCorpus Clustered(int products, int sessions, int clusters, int seed)
    {
        Random random = new(seed);
        using CorpusBuilder builder = new();
        int[] indices = [.. Enumerable.Range(0, products).Select(product => builder.Product($"p{product}"))];
        for (int session = 0; session < sessions; session++)
        {
            int cluster = random.Next(clusters);
            List<Token> tokens = [];
            int length = 2 + random.Next(9);
            while (tokens.Count < length)
            {
                double skew = random.NextDouble();
                int within = (int)(skew * skew * products / clusters);
                Token token = new(indices[(within * clusters) + cluster]);
                if (tokens.Count == 0 || tokens[^1] != token)
                {
                    tokens.Add(token);
                }
            }

            builder.AddSession([.. tokens]);
        }

        return builder.Finish(1);
    }
}
