using System.CommandLine;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>An empty text, as a script gives it whose variable is not set, is refused by every verb before it does anything.</summary>
public class EmptyTextTests
{
    public static TheoryData<string> Options => [.. OptionsOfAllVerbs];

    private static List<string> OptionsOfAllVerbs
    {
        get
        {
            List<string> lines = [];
            foreach ((string words, Command verb) in AllVerbs.List())
            {
                foreach (Option option in verb.Options.Where(option => option.ValueType == typeof(string) || option.ValueType == typeof(string[])))
                {
                    if (option.Name != "--category")
                    {
                        lines.Add($"{words} {option.Name}");
                    }
                }
            }

            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Run_EmptyOption_IsRefusedByName(string line)
    {
        string[] words = line.Split(' ');
        Command verb = AllVerbs.List().Single(one => one.Words == string.Join(' ', words[..^1])).Verb;
        List<string> given = [.. words[..^1], .. verb.Arguments.Select(_ => "none"), words[^1], string.Empty];
        foreach (Option other in verb.Options.Where(option => option.Required && option.Name != words[^1]))
        {
            given.AddRange([other.Name, "none"]);
        }

        (int code, string text, string error) = Cli.Run([.. given]);
        Assert.Equal((2, string.Empty), (code, text.Trim()));

        // An option with a list of words is refused by that list.
        Assert.True(error.Contains(words[^1], StringComparison.Ordinal) || error.Contains("Must be one of", StringComparison.Ordinal), error);
    }

    [Fact]
    public void Options_OfAllVerbs_AreMany()
    {
        Assert.InRange(OptionsOfAllVerbs.Count, 40, 1000);
        Assert.Contains("build --out", OptionsOfAllVerbs);
        Assert.Contains("delta add --delta", OptionsOfAllVerbs);
    }

    [Fact]
    public void Run_EmptyArgument_IsRefusedByName()
    {
        (int code, _, string error) = Cli.Run("info", string.Empty);
        Assert.Equal(2, code);
        Assert.Contains("snapshot: is empty", error, StringComparison.Ordinal);
    }
}
