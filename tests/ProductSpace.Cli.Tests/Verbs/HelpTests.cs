namespace ProductSpace.Cli.Tests.Verbs;

public class HelpTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("synth")]
    [InlineData("clean")]
    [InlineData("train")]
    [InlineData("learn-table")]
    [InlineData("tune")]
    [InlineData("tune-placement")]
    [InlineData("evaluate")]
    [InlineData("import")]
    [InlineData("export")]
    [InlineData("drift")]
    [InlineData("build")]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("query")]
    [InlineData("recommend")]
    [InlineData("bench")]
    [InlineData("diff")]
    [InlineData("gate")]
    [InlineData("attribute")]
    [InlineData("publish")]
    [InlineData("fetch")]
    [InlineData("generations")]
    [InlineData("rollback")]
    [InlineData("prune")]
    [InlineData("completions")]
    [InlineData("delta")]
    public void Help_EveryVerb_HasOptionsAndAnExample(string verb)
    {
        (int code, string text, string error) = Cli.Run(verb, "--help");
        Assert.Equal((0, string.Empty), (code, error));
        Assert.Contains($"productspace {verb}", text, StringComparison.Ordinal);
        Snap.Match(text.Replace("testhost", "productspace", StringComparison.Ordinal), $"Help_{verb}");
    }

    [Theory]
    [InlineData("add")]
    [InlineData("set")]
    [InlineData("remove")]
    [InlineData("info")]
    [InlineData("compact")]
    public void Help_EveryVerbOfDelta_HasOptionsAndAnExample(string verb)
    {
        (int code, string text, string error) = Cli.Run("delta", verb, "--help");
        Assert.Equal((0, string.Empty), (code, error));
        Assert.Contains($"productspace delta {verb}", text[text.IndexOf("Example:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Snap.Match(text.Replace("testhost", "productspace", StringComparison.Ordinal), $"Help_delta_{verb}");
    }

    [Fact]
    public void Run_NoArguments_PrintsHelp()
    {
        (int code, string text, _) = Cli.Run();
        Assert.Equal(0, code);
        Assert.Contains("verify", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("biuld", "build")]
    [InlineData("qurey", "query")]
    public void Run_MistypedVerb_SuggestsTheRightOne(string typed, string meant)
    {
        (int code, string text, string error) = Cli.Run(typed);
        Assert.Equal((2, string.Empty), (code, text.Trim()));
        Assert.Contains(meant, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MistypedOption_ExitsTwo()
    {
        (int code, _, string error) = Cli.Run("build", "--vectros", "x.npy", "--out", "y.psx");
        Assert.Equal(2, code);
        Assert.Contains("--vectors", error, StringComparison.Ordinal);
    }
}
