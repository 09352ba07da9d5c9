namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Each shell that is installed reads its script, asks the real program, and offers what it answers.</summary>
public sealed class CompletionShellsTests : IDisposable
{
    private static readonly (string Line, string Offered)[] s_lines =
    [
        ("productspace tune-", "tune-placement"),
        ("cd .; productspace query \"a b.psx\" --price-", "--price-max|--price-min"),
        ("productspace query a.psx --space ", "next|similar"),
        ("productspace query cat", "cat alog.psx|catalog.psx"),
        ("productspace publish catalog.psx ./fol", "folder"),
    ];

    private readonly ShellFolder _folder = new();

    public static TheoryData<string, string, string> Lines
    {
        get
        {
            TheoryData<string, string, string> data = [];
            foreach (string shell in new[] { "bash", "zsh", "fish", "pwsh" })
            {
                foreach ((string line, string offered) in s_lines)
                {
                    data.Add(shell, line, offered);
                }
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Lines))]
    public void Completions_InTheShell_OfferVerbsOptionsValuesAndFiles(string shell, string line, string offered)
    {
        Skip.If(OperatingSystem.IsWindows(), "the wrapper of the program is a script of sh");
        Skip.If(ShellFolder.Find(shell) is null, $"{shell} is not installed");
        Skip.If(shell == "bash" && ShellFolder.Find("script") is null, "bash completes on a terminal only, which `script` makes");
        Assert.Equal(offered.Split('|'), _folder.Offer(shell, line));
    }
}
