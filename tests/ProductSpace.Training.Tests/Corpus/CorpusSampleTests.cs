using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Tests.Corpus;

public class CorpusSampleTests
{
    private const int Sessions = 3000;

    [Fact]
    public void Of_AShare_TakesWholeSessionsAboutAsMany()
    {
        using SessionCorpus corpus = Log();
        using SessionCorpus sample = CorpusSample.Of(corpus, 0.2, 1);
        using SessionCorpus larger = CorpusSample.Of(corpus, 0.4, 1);
        using SessionCorpus other = CorpusSample.Of(corpus, 0.2, 2);
        HashSet<string> all = [.. Show(corpus)], some = [.. Show(sample)], more = [.. Show(larger)];
        double deviation = Math.Sqrt(0.2 * 0.8 * Sessions);
        Assert.InRange(sample.SessionCount, (0.2 * Sessions) - (3 * deviation), (0.2 * Sessions) + (3 * deviation));
        Assert.True(some.IsProperSubsetOf(more) && more.IsProperSubsetOf(all));
        Assert.False(some.SetEquals(Show(other)));
    }

    [Fact]
    public void Of_All_IsTheSameCorpus()
    {
        using SessionCorpus corpus = Log();
        using SessionCorpus sample = CorpusSample.Of(corpus, 1, 1);
        Assert.Equal(corpus.ContentHash, sample.ContentHash);
        Assert.Equal(corpus.HeldOut, sample.HeldOut);
    }

    [Fact]
    public void Of_HeldOutSessions_KeepWhatTheSampleKnows()
    {
        using SessionCorpus corpus = Log();
        using SessionCorpus sample = CorpusSample.Of(corpus, 0.02, 1);
        Assert.True(sample.ProductCount < corpus.ProductCount);
        HashSet<string> known = [.. Enumerable.Range(0, sample.ProductCount).Select(sample.ProductId)];
        string[] expected = [.. corpus.HeldOut.Select(session => session.Select(corpus.ProductId).Where(known.Contains).ToArray()).Where(session => session.Length > 1).Select(session => string.Join(' ', session))];
        Assert.Equal(expected, sample.HeldOut.Select(session => string.Join(' ', session.Select(sample.ProductId))));
        Assert.NotEmpty(expected);
    }

    /// <summary>Each session begins with a product of its own, so that sessions can be told apart.</summary>
    private static SessionCorpus Log()
    {
        Random random = new(1);
        using CorpusBuilder builder = new();
        for (int session = 0; session < Sessions; session++)
        {
            builder.AddSession([new(builder.Product($"s{session}")), .. Views(builder, random, 400), new(builder.Product("x"), isPurchase: true, isRecommended: session % 2 == 0)]);
        }

        for (int session = 0; session < 50; session++)
        {
            builder.AddSession([.. Views(builder, random, 400)], heldOut: true);
        }

        return builder.Finish(1);
    }

    private static Token[] Views(CorpusBuilder builder, Random random, int products) =>
        [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => new Token(builder.Product($"p{random.Next(products)}")))];

    private static List<string> Show(SessionCorpus corpus)
    {
        int[] tokens = new int[corpus.TokenCount];
        Assert.Equal(tokens.Length, corpus.Read(0, tokens));
        List<string> sessions = [];
        string session = string.Empty;
        foreach (Token token in tokens.Select(bits => new Token(bits)))
        {
            session += $" {corpus.ProductId(token.Product)}{(token.IsPurchase ? "$" : string.Empty)}{(token.IsRecommended ? "*" : string.Empty)}";
            if (token.IsLast)
            {
                sessions.Add(session);
                session = string.Empty;
            }
        }

        return sessions;
    }
}
