using System.Globalization;
using ProductSpace.Generations;

namespace ProductSpace.Tests.Child;

/// <summary>Writes to a delta for ever, flushes, compacts at times, and says the number of the last write that is durable; a test kills it.</summary>
internal static class DeltaLoop
{
    /// <summary>Writes of a group.</summary>
    private const int Group = 5;

    /// <param name="snapshot">The base.</param>
    /// <param name="path">The delta.</param>
    /// <param name="early">The broken twin: says so before the flush.</param>
    public static int Run(string snapshot, string path, bool early)
    {
        using ProductIndex index = ProductIndex.Open(snapshot);
        using ProductDelta delta = ProductDelta.Open(path, index, new DeltaOptions { Capacity = 256 });
        long number = index.TryGetOrdinal("counter", out int counter) ? index.GetPrice(counter)!.Value : 0;
        float[] vector = new float[index.Dimension];
        while (true)
        {
            for (int i = 0; i < Group; i++)
            {
                number++;
                vector[number % vector.Length] = number;
                string id = string.Create(CultureInfo.InvariantCulture, $"w-{number % 20}");
                delta.Upsert(new DeltaProduct { Id = id, Vector = vector, Price = number });
                delta.Upsert(new DeltaProduct { Id = "counter", Vector = vector, Price = number });
            }

            if (early)
            {
                Say(number);
                Thread.Sleep(3);
            }

            delta.Flush();
            if (number % (7 * Group) == 0)
            {
                delta.Compact();
            }

            Say(number);
        }
    }

    private static void Say(long number)
    {
        Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"acknowledged {number}\n"));
        Console.Out.Flush();
    }
}
