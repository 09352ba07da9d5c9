using System.Globalization;

namespace ProductSpace.Tests.Child;

/// <summary>Builds two shops under one name in turns for ever, and says so each time; a test kills it.</summary>
internal static class BuildLoop
{
    private const int Products = 400;
    private const int Dimension = 24;

    public static int Run(string path)
    {
        for (int number = 1; ; number++)
        {
            Once(path, number);
            Say(number);
        }
    }

    /// <summary>The shop of a number: even and odd ones differ, two even ones do not.</summary>
    public static int Once(string path, int number)
    {
        Random random = new(number % 2);
        float[] vectors = new float[Products * Dimension];
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = random.NextSingle() - 0.5f;
        }

        string[] ids = [.. Enumerable.Range(0, Products).Select(product => $"p-{product}")];
        CatalogProduct[] catalog = [.. ids.Select((id, product) => new CatalogProduct { Id = id, Category = $"shop/{product % 7}", Price = number % 2 })];
        new ProductIndexBuilder(new BuildOptions { M = 6, EfConstruction = 30, Threads = 2 }).UseVectors(vectors, Dimension).UseIds(ids).UseCatalog(catalog).Build(path);
        return 0;
    }

    /// <summary>The broken twin: writes the bytes of a finished build where the other stands, in pieces.</summary>
    public static int InPlace(string path, string even, string odd)
    {
        byte[][] shops = [File.ReadAllBytes(even), File.ReadAllBytes(odd)];
        for (int number = 1; ; number++)
        {
            using (FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
            {
                foreach (byte[] piece in shops[number % 2].Chunk(1 << 14))
                {
                    file.Write(piece);
                    Thread.Sleep(1);
                }
            }

            Say(number);
        }
    }

    private static void Say(int number)
    {
        Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"acknowledged {number}\n"));
        Console.Out.Flush();
    }
}
