namespace ProductSpace.Tests.Search;

/// <summary>More searches at once than the processor count suggests still allocate nothing.</summary>
public sealed class ConcurrentAllocationTests
{
    private static readonly ShopRecipe s_shop = new(6_000, 16) { Seed = 6, WithNext = true };

    [Fact]
    public void Search_64AtOnceOnOneProcessor_AllocateNothing() => Assert.Equal(0, MostAllocated("engine"));

    [Fact]
    public void Search_TwinThatAllocates_IsCaught() => Assert.True(MostAllocated("twin") >= 200 * 24);

    private static long MostAllocated(string twin)
    {
        (int code, string output) = ChildProcess.Run(["allocate", BuiltShop.Of(s_shop).File, twin], ("DOTNET_PROCESSOR_COUNT", "1"));
        Assert.True(code == 0, output);
        Assert.Contains("processors 1\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        string line = output.ReplaceLineEndings("\n").Split('\n').Single(line => line.StartsWith("allocated ", StringComparison.Ordinal));
        return long.Parse(line["allocated ".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
