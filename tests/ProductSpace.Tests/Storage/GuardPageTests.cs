namespace ProductSpace.Tests.Storage;

/// <summary>Forged files between unreadable regions, in a child process that a read outside of the file ends.</summary>
public class GuardPageTests
{
    [SkippableTheory]
    [InlineData(GoldenTests.Small)]
    [InlineData(GoldenTests.WithoutGraph)]
    [InlineData(GoldenTests.Scanned)]
    [InlineData(GoldenTests.WithFacets)]
    [InlineData(GoldenTests.Dot)]
    [InlineData(GoldenTests.Learned)]
    [InlineData(GoldenTests.Residual)]
    public void Open_ForgedBetweenGuardPages_NeverReadsOutside(string file)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        (int code, string output) = ChildProcess.RunFuzz(["guard", GoldenTests.Path(file), $"{Campaign.Size(60)}"]);
        Assert.True(code == 0, output);
        Assert.Matches("opened [1-9][0-9]+", output);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(33_554_432)]
    public void Twin_ThatReadsBehindTheEnd_Dies(int distance)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        (int code, string output) = ChildProcess.RunFuzz(["guard-twin", GoldenTests.Path(), $"{distance}"]);
        Assert.NotEqual(0, code);
        Assert.DoesNotContain("read ", output.ReplaceLineEndings("\n").Split('\n')[0], StringComparison.Ordinal);
    }
}
