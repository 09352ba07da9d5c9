using CsCheck;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Schedule;

namespace ProductSpace.Training.Tests.Schedule;

public class PairEmitterTests
{
    [Theory]
    [InlineData(WindowMode.Fixed, 1, "b>a a>b c>b b>c")]
    [InlineData(WindowMode.Fixed, 2, "b>a c>a a>b c>b a>c b>c")]
    [InlineData(WindowMode.Session, 1, "b>a c>a a>b c>b a>c b>c")]
    [InlineData(WindowMode.Future, 1, "a>b b>c")]
    [InlineData(WindowMode.Future, 9, "a>b a>c b>c")]
    [InlineData(WindowMode.Shrinking, 1, "b>a a>b c>b b>c")]
    public void Emit_SmallSession_GivesThesePairs(WindowMode mode, int window, string expected)
    {
        using SessionCorpus corpus = TestCorpus.Of("a b c");
        Assert.Equal(expected, Text(corpus, Emit(corpus, new Prod2VecOptions { WindowMode = mode, Window = window }, null)));
    }

    [Fact]
    public void Emit_TwoSessions_NoPairCrosses()
    {
        using SessionCorpus corpus = TestCorpus.Of("a b", "c d");
        Assert.Equal("b>a a>b d>c c>d", Text(corpus, Emit(corpus, new Prod2VecOptions { WindowMode = WindowMode.Session }, null)));
    }

    [Theory]
    [InlineData(true, "b>a a>p a>b b>p")]
    [InlineData(false, "b>a a>b")]
    public void Emit_PurchaseBesideViews_IsContextOfAllViews(bool purchases, string expected)
    {
        using SessionCorpus corpus = TestCorpus.Of("a b p!");
        Assert.Equal(expected, Text(corpus, Emit(corpus, new Prod2VecOptions { PurchaseContext = purchases }, null)));
    }

    [Fact]
    public void Emit_Metadata_ViewsAndTokensPredictEachOthersContext()
    {
        using SessionCorpus corpus = TestCorpus.Of("a b");
        ProductMetadata metadata = new(corpus);
        metadata.Set("category", "a", "x");
        metadata.Set("category", "b", "y");
        Assert.Equal("b>a b>x y>a a>b a>y x>b", Text(corpus, Emit(corpus, new Prod2VecOptions { MetadataWeight = 1 }, metadata), "x", "y"));
    }

    /// <summary>The pairs do not show how the log was cut: every random choice hangs on the position alone.</summary>
    [Fact]
    public void Emit_AnyCut_SamePairs()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(60, 40, 5, seed: 3);
        Prod2VecOptions options = new() { SubsamplingThreshold = 0.01, Window = 4 };
        int[] tokens = new int[(int)corpus.TokenCount];
        corpus.Read(0, tokens);
        List<(int, int)> whole = Emit(corpus, options, null);
        Assert.NotEmpty(whole);
        Gen.Int[0, tokens.Length].List[1, 6].Sample(cuts =>
        {
            PairEmitter emitter = new(new RowCatalog(corpus, null, options), options);
            List<(int, int)> parts = [];
            int from = 0;
            foreach (int to in cuts.Order().Append(tokens.Length))
            {
                emitter.Emit(tokens, 0, from, to, 77);
                parts.AddRange(Pairs(emitter));
                from = to;
            }

            return parts.SequenceEqual(whole);
        }, iter: 300);
    }

    [Fact]
    public void Emit_FrequentProduct_IsThinnedOutByTheFormula()
    {
        // "hot" is 20,000 of 60,000 events; t = 0.01 keeps (sqrt(r) + 1) / r of it, r = (1/3) / 0.01.
        using SessionCorpus corpus = TestCorpus.Of([.. Enumerable.Range(0, 20_000).Select(i => $"hot r{i % 5000} s{i % 7000}")]);
        List<(int In, int Out)> pairs = Emit(corpus, new Prod2VecOptions { WindowMode = WindowMode.Session, SubsamplingThreshold = 0.01 }, null);
        int hot = pairs.Where(pair => corpus.ProductId(pair.In) == "hot").Count() / 2;
        double ratio = 1.0 / 3 / 0.01;
        double keep = (Math.Sqrt(ratio) + 1) / ratio;
        Assert.InRange(hot, (20_000 * keep) - (4 * Math.Sqrt(20_000 * keep)), (20_000 * keep) + (4 * Math.Sqrt(20_000 * keep)));
    }

    /// <summary>A session that no cleaning cut is cut into parts; memory stays bounded.</summary>
    [Fact]
    public void Emit_EndlessSession_IsCut()
    {
        int events = (2 * PairEmitter.MaxSessionEvents) + 500;
        using SessionCorpus corpus = TestCorpus.Of(string.Join(' ', Enumerable.Range(0, events).Select(i => $"p{i % 977}")));
        List<(int, int)> pairs = Emit(corpus, new Prod2VecOptions { WindowMode = WindowMode.Fixed, Window = 1 }, null);
        Assert.Equal(2 * (events - 3), pairs.Count);
    }

    private static List<(int In, int Out)> Emit(SessionCorpus corpus, Prod2VecOptions options, ProductMetadata? metadata)
    {
        int[] tokens = new int[(int)corpus.TokenCount];
        corpus.Read(0, tokens);
        PairEmitter emitter = new(new RowCatalog(corpus, metadata, options), options);
        emitter.Emit(tokens, 0, 0, tokens.Length, 77);
        return Pairs(emitter);
    }

    private static List<(int In, int Out)> Pairs(PairEmitter emitter)
    {
        List<(int, int)> pairs = [];
        foreach (Pair pair in emitter.Pairs)
        {
            pairs.Add((pair.In, pair.Out));
        }

        return pairs;
    }

    private static string Text(SessionCorpus corpus, List<(int In, int Out)> pairs, params string[] tokens)
    {
        string Name(int row) => row < corpus.ProductCount ? corpus.ProductId(row) : tokens[row - corpus.ProductCount];
        return string.Join(' ', pairs.Select(pair => $"{Name(pair.In)}>{Name(pair.Out)}"));
    }
}
