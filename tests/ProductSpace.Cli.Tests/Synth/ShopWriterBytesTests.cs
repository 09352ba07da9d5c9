using System.Globalization;
using System.IO.Hashing;
using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Tests.Synth;

/// <summary>Equal options give equal bytes: for any number of threads, and (by pinned hashes) on any machine.</summary>
public class ShopWriterBytesTests
{
    private static string Hashes(SyntheticShopOptions options)
    {
        using TemporaryShop shop = TemporaryShop.Write(options);
        return string.Join('\n', TemporaryShop.Files.Select(name =>
            $"{name} {XxHash3.HashToUInt64(shop.Bytes(name)).ToString("x16", CultureInfo.InvariantCulture)}"));
    }

    [Fact]
    public void Write_OneAndTwoThreads_SameBytes() =>
        Assert.Equal(Hashes(TemporaryShop.Small), Hashes(TemporaryShop.Small with { Threads = 2 }));

    [Fact]
    public void Write_OtherSeed_EveryFileButIdsDiffers()
    {
        string[] one = Hashes(TemporaryShop.Small).Split('\n');
        string[] other = Hashes(TemporaryShop.Small with { Seed = 8 }).Split('\n');
        for (int i = 0; i < one.Length; i++)
        {
            Assert.Equal(TemporaryShop.Files[i] == ShopWriter.IdsFile, one[i] == other[i]);
        }
    }

    [Fact]
    public void Write_Easy_OnlyMatricesDiffer()
    {
        string[] hard = Hashes(TemporaryShop.Small).Split('\n');
        string[] easy = Hashes(TemporaryShop.Small with { Hardness = Hardness.Easy }).Split('\n');
        for (int i = 0; i < hard.Length; i++)
        {
            Assert.Equal(!TemporaryShop.Files[i].EndsWith(".fvecs", StringComparison.Ordinal), hard[i] == easy[i]);
        }
    }

    [Fact]
    public void Write_SmallShop_PinnedHashes() => Assert.Equal(
        """
        ids.txt ee6b14c62d01df91
        next.fvecs 3008a7860dea7905
        products.csv 4e6f4b5d874b4902
        sessions.csv 6aace65e664662cb
        vectors.fvecs 2d2a83f13335b389
        """.ReplaceLineEndings("\n"),
        Hashes(TemporaryShop.Small));

    [Fact]
    public void WriteQueries_SmallShop_PinnedHash()
    {
        string path = TemporaryShop.NewPath() + "/queries.fvecs";
        ShopWriter.WriteQueries(TemporaryShop.Small, 100, path, CancellationToken.None);
        byte[] bytes = File.ReadAllBytes(path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.Equal(100 * (4 + (4 * 20)), bytes.Length);
        Assert.Equal("d64dc55b2081d01a", XxHash3.HashToUInt64(bytes).ToString("x16", CultureInfo.InvariantCulture));
    }
}
