namespace ProductSpace.Tests.Building;

/// <summary>Same bytes and same answers on every machine, shown on this one by hiding its instructions from the runtime.</summary>
public class InstructionSetTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", "AVX2")]
    [InlineData("DOTNET_EnableAVX2", "128-bit")]
    [InlineData("DOTNET_EnableHWIntrinsic", "scalar")]
    [InlineData("DOTNET_ReadyToRun", "")]
    public void Build_WithInstructionsHidden_SameBytesAndAnswers(string hidden, string kernel)
    {
        using TemporaryFolder folder = new();
        (int code, string output) = ChildProcess.Run(["kernels", folder.Root], (hidden, "0"));
        Assert.True(code == 0, output);
        string[] lines = output.ReplaceLineEndings("\n").Split('\n', 2);
        if (kernel.Length > 0 && System.Runtime.Intrinsics.X86.Avx2.IsSupported)
        {
            Assert.Equal($"kernel {kernel}", lines[0]);
        }

        // The pinned text lets another machine notice a difference. After a wanted change of format or graph, delete it.
        Snap.Match(lines[1], "InstructionSets");
    }
}
