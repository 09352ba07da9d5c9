using ProductSpace.Tests.Architecture;

namespace ProductSpace.Cli.Tests;

/// <summary>What the command line ships, every project and package below it included, needs no native binary.</summary>
public class NativeFreeTests
{
    [Fact]
    public void Output_EveryFile_IsManaged()
    {
        string folder = Sources.PathOf("src", "ProductSpace.Cli", "bin");
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        foreach (string library in new[] { "ProductSpace.Training.dll", "ProductSpace.Recommendations.dll", "ProductSpace.Evaluation.dll", "Parquet.dll", "CsvHelper.dll", "System.Numerics.Tensors.dll" })
        {
            Assert.Contains(files, file => Path.GetFileName(file) == library);
        }

        // The program's own starter comes from the SDK and is no library of ours.
        Assert.DoesNotContain(files, file => NativeFiles.IsNative(file) && Path.GetFileName(file) is not ("ProductSpace.Cli" or "ProductSpace.Cli.exe"));
    }
}
