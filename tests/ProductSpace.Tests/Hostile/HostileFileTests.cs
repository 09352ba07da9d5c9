using System.Globalization;
using System.Text.RegularExpressions;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Tests.Hostile;

/// <summary>
/// Hostile files of every kind, in a child process that a read outside of a file ends: each is refused by the exception of
/// its kind, or answers soundly. The broken readers that the harness catches show what it asks for. A campaign, see
/// <see cref="Campaign"/>.
/// </summary>
public partial class HostileFileTests
{
    private const int MutantsOfTheSuite = 15_000;
    private const int MutantsOfAForm = 500;

    /// <summary>On a busy machine a process that begins, and compiles, can stand for longer than the default minute.</summary>
    private const string Patient = "hang=600";

    /// <summary>Exit codes that the program chooses: no finding, a finding, a mutant that does not end.</summary>
    private static readonly int[] s_ownExitCodes = [0, 1, 3];

    private static readonly string s_golden = Path.GetDirectoryName(GoldenTests.Path())!;

    /// <summary>The kinds: their share of the mutants, and the bounds of the share of these that is refused.</summary>
    private static readonly (string Kind, double Share, double LeastRefused, double MostRefused)[] s_kinds =
    [
        ("snapshots", 0.3, 0.2, 0.6), ("tables", 0.1, 0.1, 0.6), ("filters", 0.2, 0.1, 0.5), ("deltas", 0.15, 0.2, 0.95),
        ("embeddings", 0.15, 0.7, 0.95), ("catalogs", 0.08, 0.6, 0.95), ("rankers", 0.02, 0.3, 0.95),
    ];

    [SkippableFact]
    public void Read_Mutants_RefusedByNameOrSound()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        int mutants = Campaign.Size(MutantsOfTheSuite);
        (int code, string output) = ChildProcess.RunFuzz(
            ["run", "all", s_golden, $"count={mutants}", "threads=2", "seed=1", Patient], ("DOTNET_TieredCompilation", "0"));
        Assert.True(code == 0, output);
        Match counts = Counts().Match(output);
        Assert.Equal(mutants, Number(counts.Groups[1]));
        Assert.Equal("0", counts.Groups[3].Value);
        string[] lines = output.ReplaceLineEndings("\n").Split('\n');
        foreach ((string kind, double share, double leastRefused, double mostRefused) in s_kinds)
        {
            Match part = CountsOfPart().Match(lines.Last(line => line.StartsWith($"  {kind},", StringComparison.Ordinal)));
            int ofKind = Number(part.Groups[1]);
            Assert.InRange(ofKind, mutants * share * 0.95, mutants * share * 1.05);

            // Both ends must be met, or the harness shows nothing.
            Assert.InRange(Number(part.Groups[2]), ofKind * leastRefused, ofKind * mostRefused);
        }
    }

    /// <summary>
    /// Forms of other tools, whose libraries are others' too, and the files of a vector store: each a campaign of its own.
    /// </summary>
    [SkippableTheory]
    [InlineData("parquet")]
    [InlineData("arrow")]
    [InlineData("hdf5")]
    [InlineData("npz")]
    [InlineData("fbin")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("records")]
    [InlineData("changes")]
    public void Read_MutantsOfOtherForms_RefusedByNameOrSound(string kind)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the harness runs on Linux");
        int mutants = Campaign.Size(MutantsOfAForm);
        (int code, string output) = ChildProcess.RunFuzz(["run", kind, s_golden, $"count={mutants}", "seed=1", Patient]);
        Assert.True(code == 0, output);
        Match counts = Counts().Match(output);
        Assert.Equal(mutants, Number(counts.Groups[1]));

        // Both ends must be met, or the harness shows nothing.
        Assert.InRange(Number(counts.Groups[2]), mutants * 0.6, mutants * 0.97);
    }

    [SkippableFact]
    public void Twins_BrokenReaders_AreAllCaught()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        (int code, string output) = ChildProcess.RunFuzz(["twins", s_golden]);
        Assert.True(code == 0, output);
        Assert.DoesNotContain("MISSED", output, StringComparison.Ordinal);
        string[] caught = [.. output.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("caught ", StringComparison.Ordinal)).Select(line => Digits().Replace(line, "N"))];
        Assert.True(caught.Length >= 20, output);
        (string Twin, string Words)[] reasons =
        [
            ("snapshots unsorted", "nearer than the one before"), ("snapshots outside", "hit N is product"), ("snapshots twice", "are both product"), ("snapshots not-finite", "has the similarity NaN"),
            ("snapshots unstable", "another answer the second time"), ("snapshots filter", "does not match the filter"), ("snapshots excluded", "was excluded"), ("snapshots too-few", "hits of a sound file"),
            ("snapshots behind", "behind the last hit was written"), ("snapshots work", "were compared"), ("snapshots memory", "bytes were allocated"), ("snapshots exception", "InvalidOperationException"),
            ("snapshots message", "no line of text"), ("snapshots verify", "verification passed"), ("snapshots checksums", "verification passed a damaged file"), ("snapshots writes", "wrote to the file"),
            ("embeddings unstable", "when it is read again"), ("embeddings exception", "OverflowException"), ("catalogs price", "is no product"), ("filters behind", "behind the last product"), ("filters one-more", "than it means"), ("deltas exception", "InvalidOperationException"), ("deltas unstable", "when it is read again"), ("deltas length", "behind them"),
            ("rankers not-finite", "a score is NaN"), ("rankers exception", "OverflowException"), ("rankers unstable", "when it is read again"), ("rankers message", "no line of text"),
            ("records exception", "OverflowException"), ("records message", "no line of text"), ("records unstable", "when it is read again"), ("records filter", "one by one"), ("records memory", "bytes were allocated"),
            ("changes exception", "OverflowException"), ("changes length", "behind them"), ("changes unstable", "when it is read again"),
            ("parquet exception", "OverflowException"), ("parquet message", "no line of text"), ("parquet memory", "bytes were allocated"), ("csv exception", "OverflowException"), ("csv message", "no line of text"), ("csv memory", "bytes were allocated"),
        ];
        Assert.All(reasons, reason => Assert.Contains(caught, line => line.StartsWith($"caught {reason.Twin} |", StringComparison.Ordinal) && line.Contains(reason.Words, StringComparison.Ordinal)));
    }

    /// <summary>A read outside of the file ends the process, and the file of those in flight names the mutant, which alone does it again.</summary>
    [SkippableTheory]
    [InlineData("snapshots", "over-read")]
    [InlineData("snapshots", "under-read")]
    [InlineData("embeddings", "over-read")]
    [InlineData("records", "over-read")]
    [InlineData("changes", "over-read")]
    public void Twin_ThatReadsOutside_DiesAndNamesTheMutant(string target, string twin)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        using TemporaryFolder folder = new();
        string[] broken = ["run", target, s_golden, $"twin={twin}", Patient];
        (int code, string output) = ChildProcess.RunFuzz([.. broken, $"folder={folder.Root}", "count=5000"]);
        Assert.False(s_ownExitCodes.Contains(code), output);
        (_, string next) = ChildProcess.RunFuzz(["run", target, s_golden, $"folder={folder.Root}", "count=0"]);
        string mutant = Flight().Match(next).Groups[1].Value;
        Assert.NotEmpty(mutant);
        (code, output) = ChildProcess.RunFuzz([.. broken, $"from={mutant}", "count=1"]);
        Assert.False(s_ownExitCodes.Contains(code), output);
        (code, output) = ChildProcess.RunFuzz(["run", target, s_golden, Patient, $"from={mutant}", "count=1"]);
        Assert.True(code == 0, output);
    }

    [SkippableFact]
    public void Twin_ThatNeverAnswers_IsStoppedAndNamed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        (int code, string output) = ChildProcess.RunFuzz(["run", "snapshots", s_golden, "twin=hang", "hang=1", "count=100"]);
        Assert.Equal(3, code);
        Assert.Matches("FINDING snapshots seed=1 from=[0-9]+ count=1: not done after 1 seconds", output);
    }

    /// <summary>A reader whose rounds take no group where few groups hold the matches of many cells: the forged tables find it.</summary>
    [SkippableFact]
    public void Twin_ThatMakesNoProgress_IsStoppedAndNamed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        (int code, string output) = ChildProcess.RunFuzz(["run", "tables", s_golden, "twin=no-progress", "hang=3", "from=10000", "count=20000"]);
        Assert.Equal(3, code);
        Assert.Matches("FINDING tables seed=1 from=[0-9]+ count=1: not done after 3 seconds", output);
    }

    /// <summary>A campaign in two parts is the same as in one: nothing is left out and nothing is counted twice.</summary>
    [SkippableFact]
    public void Campaign_EndedAndGoneOnWith_CountsEveryMutantOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        using TemporaryFolder folder = new();
        (_, string whole) = ChildProcess.RunFuzz(["run", "catalogs", s_golden, "count=2000"]);
        ChildProcess.RunFuzz(["run", "catalogs", s_golden, $"folder={folder.Root}", "count=777"]);
        (int code, string rest) = ChildProcess.RunFuzz(["run", "catalogs", s_golden, $"folder={folder.Root}", "count=2000", "threads=2"]);
        Assert.Equal(0, code);
        Assert.Equal(Counts().Match(whole).Value, Counts().Match(rest).Value);
    }

    /// <summary>Sound files, which are answered, and files that once did harm, each asked everything; the list says what of each.</summary>
    [SkippableFact]
    public void Replay_SoundFilesAndCorpus_AreHandledAsPinned()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        string corpus = Path.GetFullPath(Path.Combine(s_golden, "..", "..", "Corpus"));
        (int code, string output) = ChildProcess.RunFuzz(["replay", s_golden, corpus]);
        Assert.True(code == 0, output);
        Snap.Match(output, "Corpus_Verdicts");
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("done: ([0-9]+) mutants, ([0-9]+) refused, [0-9]+ answered, [0-9]+ answered in part, ([0-9]+) findings")]
    private static partial Regex Counts();

    [GeneratedRegex("in this run: ([0-9]+) mutants, ([0-9]+) refused")]
    private static partial Regex CountsOfPart();

    [GeneratedRegex("mutant ([0-9]+) was in flight")]
    private static partial Regex Flight();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
