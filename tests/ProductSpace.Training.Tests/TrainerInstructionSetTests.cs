namespace ProductSpace.Training.Tests;

/// <summary>The same vectors on every machine, shown on this one by hiding its instructions from the runtime.</summary>
public class TrainerInstructionSetTests
{
    [Theory]
    [InlineData("DOTNET_ReadyToRun", "")]
    [InlineData("DOTNET_EnableAVX512", "AVX2")]
    [InlineData("DOTNET_EnableAVX2", "128-bit")]
    [InlineData("DOTNET_EnableHWIntrinsic", "scalar")]
    public void Train_WithInstructionsHidden_SameBytes(string hidden, string kernel)
    {
        (int code, string output) = ChildProcess.Run(["train"], (hidden, "0"));
        Assert.True(code == 0, output);
        string[] lines = output.ReplaceLineEndings("\n").Split('\n', 2);
        if (kernel.Length > 0 && System.Runtime.Intrinsics.X86.Avx2.IsSupported)
        {
            Assert.Equal($"kernel {kernel}", lines[0]);
        }

        // The pinned text lets another machine notice a difference. After a wanted change of the trainer, delete it.
        Snap.Match(lines[1], "TrainedVectors");
    }
}
