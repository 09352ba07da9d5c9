namespace ProductSpace.Tests.Storage;

/// <summary>Forged files flush against an unreadable page, in a process of their own that a read too far would end.</summary>
public class GuardPageTests
{
    [SkippableTheory]
    [InlineData(GoldenTests.Small)]
    [InlineData(GoldenTests.WithoutGraph)]
    [InlineData(GoldenTests.WithFacets)]
    public void Open_ForgedBetweenGuardPages_NeverReadsOutside(string file)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        (int code, string output) = ChildProcess.Run(["guard", GoldenTests.Path(file), "2000"]);
        Assert.True(code == 0, output);
        Assert.Matches("opened [1-9][0-9]{2}", output);
    }

    [SkippableFact]
    public void Twin_ThatReadsOneByteTooFar_Dies()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guard pages are set by mprotect");
        (int code, string output) = ChildProcess.Run(["guard-twin", GoldenTests.Path()]);
        Assert.NotEqual(0, code);
        Assert.DoesNotContain("read ", output.ReplaceLineEndings("\n").Split('\n')[0], StringComparison.Ordinal);
    }
}
