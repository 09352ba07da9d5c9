using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Tests.Building;

/// <summary>Same bytes and same answers on every machine, shown on this one by hiding its instructions from the runtime.</summary>
public class InstructionSetTests
{
    [SkippableTheory]
    [InlineData("DOTNET_EnableAVX512", "AVX-VNNI|AVX2")]
    [InlineData("DOTNET_EnableAVX2", "SSSE3")]
    [InlineData("DOTNET_EnableHWIntrinsic", "scalar")]
    [InlineData("DOTNET_ReadyToRun", "")]
    public void Build_WithInstructionsHidden_SameBytesAndAnswers(string hidden, string kernels)
    {
        Skip.IfNot(Avx2.IsSupported, "this processor has no AVX2");
        Check(hidden, kernels);
    }

    [SkippableTheory]
    [InlineData("DOTNET_EnableArm64Dp", "AdvSimd")]
    [InlineData("DOTNET_ReadyToRun", "AdvSimd SDOT")]
    public void Build_WithInstructionsOfArmHidden_SameBytesAndAnswers(string hidden, string kernels)
    {
        Skip.IfNot(Dp.Arm64.IsSupported, "this processor has no dot product instructions of Arm");
        Check(hidden, kernels);
    }

    private static void Check(string hidden, string kernels)
    {
        using TemporaryFolder folder = new();
        (int code, string output) = ChildProcess.Run(["kernels", folder.Root], (hidden, "0"));
        Assert.True(code == 0, output);
        string[] lines = output.ReplaceLineEndings("\n").Split('\n', 2);
        if (kernels.Length > 0)
        {
            Assert.Contains(lines[0], kernels.Split('|').Select(kernel => $"kernel {kernel}"));
        }

        // The pinned text lets another machine notice a difference. After a wanted change of format or graph, delete it.
        Snap.Match(lines[1], "InstructionSets");
    }
}
