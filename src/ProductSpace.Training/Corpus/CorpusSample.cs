using System.Runtime.InteropServices;
using ProductSpace.Numerics;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Corpus;

/// <summary>
/// Draws a sample of a corpus as a corpus of its own. It takes whole sessions, each by a hash of its place in the log
/// and the seed, so that products viewed together stay together. Its products are those of the sessions taken. Held-out
/// sessions keep the products that are known, if there are at least two.
/// </summary>
internal static class CorpusSample
{

    /// <summary>Draws the sample. A larger share takes all sessions that a smaller one takes.</summary>
    public static SessionCorpus Of(
        SessionCorpus corpus,
        double share,
        ulong seed,
        string? temporaryFolder = null,
        CancellationToken cancellationToken = default)
    {
        using CorpusBuilder builder = new(temporaryFolder);
        List<Token> session = [];
        long number = 0;
        foreach (Token token in corpus.ReadTokens())
        {
            session.Add(token);
            if (token.IsLast)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (IsTaken(number++, share, seed))
                {
                    Add(builder, corpus, session, isHeldOut: false);
                }

                session.Clear();
            }
        }

        foreach (int[] products in corpus.HeldOut)
        {
            session.AddRange(products.Select(product => new Token(product)));
            Add(builder, corpus, session, isHeldOut: true);
            session.Clear();
        }

        return builder.Finish(1);
    }

    private static bool IsTaken(long session, double share, ulong seed) =>
        SeededRandom.ToUnit(SeededRandom.Hash(seed, (ulong)session)) < share;

    private static void Add(CorpusBuilder builder, SessionCorpus corpus, List<Token> session, bool isHeldOut)
    {
        Span<Token> tokens = CollectionsMarshal.AsSpan(session);
        foreach (ref Token token in tokens)
        {
            token = token.WithProduct(builder.Product(corpus.IdUtf8(token.Product)));
        }

        builder.AddSession(tokens, isHeldOut);
    }
}
