using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Shells complete verbs, options and values by asking the program.</summary>
public sealed class CompletionsTests
{
    [Theory]
    [InlineData("productspace qu", "query")]
    [InlineData("productspace query --max-", "--max-per-group|--max-scored")]
    [InlineData("productspace query a.psx --space ", "next|similar")]
    [InlineData("productspace delta re", "remove")]
    [InlineData("productspace completions z", "zsh")]
    [InlineData("productspace build --catalog-c", "")]
    [InlineData("productspace nonsense ", "--help|--version")]
    public void Suggest_LineSoFar_GetsOneWordALine(string line, string expected)
    {
        (int code, string text, string error) = Cli.Run($"[suggest:{line.Length}]", line);
        Assert.Equal((0, string.Empty), (code, error));
        string[] words = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Superset(expected.Split('|', StringSplitOptions.RemoveEmptyEntries).ToHashSet(), words.ToHashSet());
        Assert.All(words, word => Assert.StartsWith(line[(line.LastIndexOf(' ') + 1)..], word, StringComparison.Ordinal));
    }

    [Fact]
    public void Suggest_EmptyLine_ListsEveryVerb()
    {
        string[] words = Cli.Run("[suggest:13]", "productspace").Out.ReplaceLineEndings("\n").Split('\n');
        Assert.Superset(AllVerbs.List().Where(one => !one.Words.Contains(' ', StringComparison.Ordinal)).Select(one => one.Words).ToHashSet(), words.ToHashSet());
    }

    [Theory]
    [InlineData("bash", "complete -o bashdefault -o default -F _productspace productspace")]
    [InlineData("zsh", "#compdef productspace")]
    [InlineData("fish", "complete -c productspace")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName productspace")]
    public void Completions_Shell_PrintsItsScript(string shell, string line)
    {
        (int code, string text, _) = Cli.Run("completions", shell);
        Assert.Equal(0, code);
        Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.Contains("[suggest:", text, StringComparison.Ordinal);
        Assert.Equal(text, JsonDocument.Parse(Cli.Run("completions", shell, "--json").Out).RootElement.GetProperty("script").GetString());
        Assert.Equal(2, Cli.Run("completions", "tcsh").Code);
    }

    /// <summary>Every verb speaks to programs too.</summary>
    [Fact]
    public void Verbs_All_HaveJson() =>
        Assert.Empty(AllVerbs.List().Where(one => one.Verb.Subcommands.Count == 0 && one.Verb.Options.All(option => option.Name != "--json")).Select(one => one.Words));
}
