using System.IO.Hashing;
using System.Runtime.InteropServices;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Child;

/// <summary>Builds one small seeded snapshot and tells by which instructions, and the hashes of what came out.</summary>
internal static class KernelReport
{
    public static int Run(string folder)
    {
        TestShop shop = new(1200, dimension: 40, seed: 7, withNext: true);
        string path = Path.Combine(folder, "child.psx");
        shop.Builder(new BuildOptions { M = 12, EfConstruction = 60, Threads = 2 }).Build(path);
        Console.WriteLine($"kernel {CodeDot.Name}");
        Console.WriteLine($"rotation {RotationHash():x16}");
        Console.WriteLine($"file {XxHash3.HashToUInt64(File.ReadAllBytes(path)):x16}");
        Console.WriteLine($"answers {AnswersHash(path, shop):x16}");
        TestShop longer = new(800, dimension: 70, seed: 8, withNext: true);
        string navigated = Path.Combine(folder, "navigated.psx");
        longer.Builder(new BuildOptions { M = 12, EfConstruction = 60, Threads = 2, NavigateDimensions = 32 }).Build(navigated);
        Console.WriteLine($"navigated file {XxHash3.HashToUInt64(File.ReadAllBytes(navigated)):x16}");
        Console.WriteLine($"navigated answers {AnswersHash(navigated, longer):x16}");
        return 0;
    }

    private static ulong RotationHash()
    {
        XxHash3 hash = new();
        foreach (int dimension in (int[])[5, 40, 120, 200])
        {
            int width = Rotation.PaddedWidth(dimension);
            SeededRandom random = new(3);
            float[] matrix = new float[dimension * width];
            foreach (ref float number in matrix.AsSpan())
            {
                number = TestShop.Normal(ref random);
            }

            float[] output = new float[width];
            uint[] signs = HadamardRotation.Signs(3, dimension);
            foreach (Rotation rotation in (Rotation[])[new(matrix, dimension), new(signs, dimension)])
            {
                rotation.Apply(matrix.AsSpan(0, dimension), output);
                hash.Append(MemoryMarshal.AsBytes<float>(output));
            }
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>With strategy and efSearch pinned, answers are the same on every machine.</summary>
    private static ulong AnswersHash(string path, TestShop shop)
    {
        using ProductIndex index = ProductIndex.Open(path, OpenMode.Verify);
        XxHash3 hash = new();
        Neighbor[] hits = new Neighbor[10];
        for (int product = 0; product < shop.Count; product += 30)
        {
            index.Search(shop.Vector(product), hits, new SearchOptions { EfSearch = 12, Space = (Space)(product % 2) });
            hash.Append(MemoryMarshal.AsBytes<Neighbor>(hits));
            CellQuestions.Ask(index, (Space)(product % 2), shop.Vector(product), cells: 20, ef: product % 3 * 10, hits);
            hash.Append(MemoryMarshal.AsBytes<Neighbor>(hits));
            index.SearchExact(shop.Vector(product), hits, new SearchOptions { Space = (Space)(product % 2) });
            hash.Append(MemoryMarshal.AsBytes<Neighbor>(hits));
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
