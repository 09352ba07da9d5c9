using CsCheck;

namespace ProductSpace.Tests.Building;

/// <summary>Random shops, duplicates among them, through build, verification and reading back.</summary>
public class SnapshotPropertyTests
{
    [Fact]
    public void Build_RandomShops_VerifyAndReadBack() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 70], Gen.Int[4, 20], Gen.Int[0, 3], Gen.ULong).Sample(
            (products, dimension, m, equalOneIn, seed) =>
            {
                using TemporaryFolder folder = new();
                IndexStructures structures = (IndexStructures)(seed / 6 % 4);
                TestShop shop = new(products, dimension, seed, withNext: seed % 2 == 0, withCatalog: seed % 3 != 0);
                for (int product = 1; equalOneIn > 0 && product < products; product += equalOneIn)
                {
                    shop.Vector(0).CopyTo(shop.Vectors.AsSpan(product * dimension, dimension));
                }

                BuildReport report = shop.Builder(new BuildOptions { M = m, EfConstruction = 30, Seed = seed, Structures = structures }).Build(folder.File("x.psx"));
                using ProductIndex index = ProductIndex.Open(folder.File("x.psx"), OpenMode.Verify);
                Assert.Equal((products, dimension, report.FileBytes), (index.Count, index.Dimension, index.Info.FileBytes));
                Assert.Equal(index.Info.Nodes, index.Info.ReachableNodes);
                Assert.Equal(index.Info.M == 0 ? 0 : products - report.EqualProducts, index.Info.Nodes);
                Assert.Equal((structures, structures is IndexStructures.Cells or IndexStructures.Scan ? 0 : m), (index.Info.Structures, index.Info.M));
                float[] vector = new float[dimension];
                for (int product = 0; product < products; product++)
                {
                    Assert.True(index.TryGetOrdinal(shop.Ids[product], out int ordinal));
                    Assert.Equal(shop.Ids[product], index.GetProductId(ordinal));
                    float length = index.GetVector(ordinal, vector);
                    for (int i = 0; i < dimension; i++)
                    {
                        Assert.Equal(shop.Vector(product)[i], vector[i] * length, length * 4e-5f);
                    }
                }
            },
            iter: Campaign.Size(25));
}
