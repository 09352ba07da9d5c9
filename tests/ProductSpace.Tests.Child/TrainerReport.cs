using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using ProductSpace.Training;
using ProductSpace.Training.Numerics;
using ProductSpace.Training.Tests;

namespace ProductSpace.Tests.Child;

/// <summary>Trains on one small seeded log and tells by which instructions, and the hash of the vectors.</summary>
internal static class TrainerReport
{
    public static int Run()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(2200, 2500, 20, seed: 6);
        Prod2VecOptions options = new() { Dimension = 20, Epochs = 2, Threads = 2, NegativeExponent = 0.6, SubsamplingThreshold = 0.01 };
        using Prod2VecTrainer trainer = new(corpus, options);
        double loss = 0;
        while (trainer.EpochsDone < options.Epochs)
        {
            loss = trainer.RunEpoch().Loss;
        }

        XxHash3 hash = new();
        for (int product = 0; product < corpus.ProductCount; product++)
        {
            hash.Append(MemoryMarshal.AsBytes(trainer.InRow(product)));
            hash.Append(MemoryMarshal.AsBytes(trainer.OutRow(product)));
        }

        Console.WriteLine($"kernel {BlockTrainers.Name}");
        Console.WriteLine($"vectors {hash.GetCurrentHashAsUInt64():x16}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loss {loss:R}"));
        return 0;
    }
}
