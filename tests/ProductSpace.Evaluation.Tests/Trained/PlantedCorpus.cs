using ProductSpace.Training;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>Sessions made by a test, as a corpus without files of a log: product n has the id "n".</summary>
internal static class PlantedCorpus
{
    /// <summary>Each session is views in their order; purchases of the session follow by its number, where there are any.</summary>
    public static SessionCorpus Of(IReadOnlyList<int[]> sessions, IReadOnlyList<int[]>? purchases = null, IReadOnlyList<int[]>? heldOut = null) =>
        OfTokens(sessions.Select((views, session) => (Token[])[.. views.Select(product => new Token(product)), .. (purchases?[session] ?? []).Select(product => new Token(product, isPurchase: true))]), heldOut);

    /// <summary>The same of tokens, whose products are the tests' numbers.</summary>
    public static SessionCorpus OfTokens(IEnumerable<Token[]> sessions, IReadOnlyList<int[]>? heldOut = null)
    {
        using CorpusBuilder builder = new();
        Token[] Numbered(Token[] tokens) => Array.ConvertAll(tokens, token => token.WithProduct(builder.Product(Text(token.Product))));
        foreach (Token[] session in sessions)
        {
            builder.AddSession(Numbered(session));
        }

        foreach (int[] session in heldOut ?? [])
        {
            builder.AddSession(Numbered(Array.ConvertAll(session, product => new Token(product))), heldOut: true);
        }

        return builder.Finish(1);
    }

    /// <summary>The tests' sessions in the numbers of the corpus; products that it lacks become different numbers below zero.</summary>
    public static int[][] Sessions(SessionCorpus corpus, IReadOnlyList<int[]> sessions)
    {
        Dictionary<int, int> indexOf = Enumerable.Range(0, corpus.ProductCount).ToDictionary(index => Number(corpus, index));
        return [.. sessions.Select(session => Array.ConvertAll(session, product => indexOf.TryGetValue(product, out int index) ? index : -1 - product))];
    }

    /// <summary>The test's number of a product of the corpus.</summary>
    public static int Number(SessionCorpus corpus, int index) => int.Parse(corpus.ProductId(index), System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(int product) => product.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
