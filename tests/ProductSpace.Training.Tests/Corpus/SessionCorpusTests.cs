namespace ProductSpace.Training.Tests.Corpus;

/// <summary>A corpus read back as the sessions that went in.</summary>
public sealed class SessionCorpusTests
{
    [Fact]
    public void ReadSessions_ViewsAndPurchases_GivesTheViewsOfEachSessionInOrder()
    {
        using SessionCorpus corpus = TestCorpus.Of("a b c b", "d a e! d", "c a");
        Assert.Equal(["a b c b", "d a d", "c a"], corpus.ReadSessions().Select(session => string.Join(' ', session)));
    }

    [Fact]
    public void ReadSessions_MoreThanABlock_LosesNothingBetweenBlocks()
    {
        string[] sessions = [.. Enumerable.Range(0, 9_000).Select(i => $"p{i % 7} q{i % 11} r{i % 13}")];
        using SessionCorpus corpus = TestCorpus.Of(sessions);
        Assert.Equal(sessions, corpus.ReadSessions().Select(session => string.Join(' ', session)));
    }
}
