using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Tests.Synth;

/// <summary>A run that does not finish leaves nothing, and refused options are named.</summary>
public class ShopWriterFailureTests
{
    [Fact]
    public void Write_CancelledInTheMiddle_LeavesNoFileAndNoDirectory()
    {
        string path = TemporaryShop.NewPath();
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            ShopWriter.Write(TemporaryShop.Small, path, new CancelAt(0.3, cancel), cancel.Token));
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void Write_CancelledOverAnOlderShop_LeavesTheOlderShop()
    {
        using TemporaryShop older = TemporaryShop.Write(TemporaryShop.Small);
        byte[] before = older.Bytes(ShopWriter.VectorsFile);
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            ShopWriter.Write(TemporaryShop.Small with { Seed = 9 }, older.Path, new CancelAt(0.8, cancel), cancel.Token));
        Assert.Equal(before, older.Bytes(ShopWriter.VectorsFile));
        Assert.Equal(5, Directory.GetFiles(older.Path).Length);
    }

    [Fact]
    public void Write_WithProgress_RisesToOne()
    {
        string path = TemporaryShop.NewPath();
        var seen = new List<double>();
        ShopWriter.Write(TemporaryShop.Small with { Products = 100, Sessions = 10 }, path, new Collect(seen), CancellationToken.None);
        Directory.Delete(path, recursive: true);
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(1.0, seen[^1]);
    }

    [Fact]
    public void Validate_OutsideRange_NamesOptionAndRange()
    {
        string message = Assert.Throws<ArgumentException>(() => (TemporaryShop.Small with { Products = 99 }).Validate()).Message;
        Assert.Contains("Products is 99", message, StringComparison.Ordinal);
        Assert.Contains("100", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => (TemporaryShop.Small with { Dimension = 7 }).Validate());
        Assert.Throws<ArgumentException>(() => (TemporaryShop.Small with { Hardness = (Hardness)5 }).Validate());
    }

    private sealed class CancelAt(double share, CancellationTokenSource cancel) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value >= share)
            {
                cancel.Cancel();
            }
        }
    }

    private sealed class Collect(List<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen.Add(value);
    }
}
