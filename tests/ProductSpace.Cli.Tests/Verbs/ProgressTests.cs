namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>
/// Every verb either shows how far it is, or has a reason not to. Whoever adds a verb adds a line here.
/// </summary>
public sealed class ProgressTests(ProgressFixture shop) : IClassFixture<ProgressFixture>
{
    /// <summary>Command lines of the verbs that show progress; @ is a file of the shop.</summary>
    private static readonly string[] s_shown =
    [
        "demo --data @tiny --out @kept",
        "synth --products 4000 --dimension 8 --sessions 100 --out @made",
        "clean --events @shop/sessions.csv --out @clean.csv",
        "train --events @shop/sessions.csv --dimension 8 --epochs 2 --min-count 1 --out @trained",
        "learn-table --events @shop/sessions.csv --kind slist --out @t.pst",
        "tune --events @shop/sessions.csv --max-trials 2 --epochs 1 --threads 1",
        "tune-placement @a.psx --events @walks.csv --placement home --max-trials 3",
        "evaluate --events @walks.csv --models popularity,item-knn",
        "import @shop/vectors.fvecs --next @shop/next.fvecs --ids @shop/ids.txt --out @imported",
        "export @b.psx --out @v.parquet",
        "export @model --out @v.csv",
        "export @model --out @v.bin",
        "drift @model @model",
        "build --vectors @shop/vectors.fvecs --ids @shop/ids.txt --out @c.psx --m 8 --ef-construction 40",
        "verify @b.psx",
        "verify @b.psx --sha256",
        "verify @b.psx --vectors @shop/vectors.fvecs --ids @shop/ids.txt",
        "verify @back",
        "diff @a.psx @b.psx",
        "bench @b.psx",
        "bench @b.psx --vectors @shop/vectors.fvecs --ids @shop/ids.txt",
        "bench @b.psx --families",
        "gate @b.psx @b.psx --events @walks.csv",
        "attribute --shown @shown.csv --events @later.csv",
        "publish @b.psx @gens",
        "fetch @source --to @target",
        "rollback @back",
    ];

    /// <summary>Verbs that show none, and why.</summary>
    private static readonly Dictionary<string, string> s_silent = new()
    {
        ["info"] = "reads the header and a few sections: milliseconds",
        ["query"] = "opens a file and answers: milliseconds",
        ["recommend"] = "opens a file and answers: milliseconds",
        ["delta add"] = "appends one record",
        ["delta set"] = "appends one record",
        ["delta remove"] = "appends one record",
        ["delta info"] = "reads a file that is bounded by the capacity of a delta",
        ["delta compact"] = "rewrites a file that is bounded by the capacity of a delta",
        ["generations"] = "reads the headers of a few files",
        ["prune"] = "deletes a few files",
        ["completions"] = "prints a text",
    };

    public static TheoryData<string> Shown => [.. s_shown];

    [Fact]
    public void Verbs_All_ShowProgressOrSayWhyNot()
    {
        string[] verbs = [.. AllVerbs.List().Where(one => one.Verb.Subcommands.Count == 0).Select(one => one.Words)];
        string[] named = [.. s_shown.Select(line => line.Split(' ')[0]).Distinct(), .. s_silent.Keys];
        Assert.Equal(verbs.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public void Verb_WhileItWorks_ReportsStagesThatGrowToTheirTotal(string line)
    {
        (int code, string error, IReadOnlyList<BuildProgress> progress) = shop.Watch(line);
        Assert.True(code == 0, error);
        IGrouping<string, BuildProgress>[] stages = [.. progress.GroupBy(report => report.Stage)];
        Assert.Contains(stages, stage => stage.Select(report => report.Done).Distinct().Count() >= 2);
        foreach (IGrouping<string, BuildProgress> stage in stages)
        {
            Assert.All(stage, report => Assert.InRange(report.Done, 0, report.Total));
        }

        BuildProgress last = progress[^1];
        Assert.Equal(last.Total, last.Done);
    }

    /// <summary>The verbs that write or read one long file tell each part of it, in order.</summary>
    [Theory]
    [InlineData("publish @b.psx @gens", "copying|checksums|structure")]
    [InlineData("rollback @other", "checksums|structure")]
    [InlineData("fetch @source --to @again", "fetch|copying|checksums|structure")]
    [InlineData("import @shop/vectors.fvecs --next @shop/next.fvecs --ids @shop/ids.txt --out @imported2", "unpacking the vectors|reading the vectors|writing the model")]
    [InlineData("export @model --out @v.npy", "reading the model|writing the vectors")]
    [InlineData("export @model --out @w.txt", "reading the model|writing the vectors")]
    [InlineData("export @b.psx --out @v.arrow", "writing the vectors")]
    [InlineData("drift @model @model", "reading the model|fitting the rotation|comparing the vectors|comparing the OUT vectors|comparing the neighbors|comparing the next products")]
    [InlineData("bench @b.psx", "finding the true answers|measuring")]
    [InlineData("bench @b.psx --families", "making the queries|measuring")]
    [InlineData("verify @b.psx --sha256 --vectors @shop/vectors.fvecs --ids @shop/ids.txt", "checksums|structure|SHA-256|reading the vectors|comparing the vectors|comparing the answers")]
    public void LongVerb_EachStage_GrowsAndEndsAtItsTotal(string line, string expected)
    {
        (int code, string error, IReadOnlyList<BuildProgress> progress) = shop.Watch(line);
        Assert.True(code == 0, error);
        Assert.Equal(expected.Split('|'), progress.Select(report => report.Stage).Distinct());
        foreach (IGrouping<string, BuildProgress> stage in progress.GroupBy(report => report.Stage))
        {
            // A stage may run twice, for two models.
            List<long> done = [.. stage.Select(report => report.Done)];
            int second = Math.Max(0, done.FindLastIndex(value => value == 0));
            Assert.Equal(done[second..].Order(), done[second..]);
            Assert.Equal(stage.Last().Total, done[^1]);
            Assert.True(done.Count >= 2 || stage.Last().Total == 1000, $"{stage.Key}: {done.Count} report");
        }
    }

    /// <summary>Elsewhere than on a terminal there is nothing to see.</summary>
    [Fact]
    public void LongVerb_NoTerminal_PrintsNoProgress()
    {
        (int code, string error, IReadOnlyList<BuildProgress> progress) = shop.Watch("verify @b.psx");
        Assert.Equal((0, string.Empty), (code, error));
        Assert.NotEmpty(progress);
    }
}
