using System.Text;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>Accidental clicks in a log with a clock: what they cost, and what the filter of short views gives back.</summary>
public sealed class ShortClickTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private static readonly int s_seeds = Campaign.IsLong ? 3 : 1;

    private readonly TemporaryFolder _folder = new();
    private readonly PlantedShop _shop = new() { Categories = 10, GroupsPerCategory = 6, ProductsPerGroup = 20, CategoryShare = 0.2, AnywhereShare = 0.05 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Clean_MinDwell_GivesBackWhatShortClicksCost()
    {
        double clean = 0, noisy = 0, filtered = 0;
        for (int seed = 1; seed <= s_seeds; seed++)
        {
            int[][] sessions = _shop.Sessions(4000, seed);
            int[][] later = _shop.Sessions(600, 1000 + seed);
            string plain = Write($"clean-{seed}.csv", sessions, noise: 0, seed);
            string accidents = Write($"noisy-{seed}.csv", sessions, noise: 0.25, seed);
            clean += HitRate(plain, 0, later, seed);
            noisy += HitRate(accidents, 0, later, seed);
            filtered += HitRate(accidents, 5, later, seed);
        }

        double lossNoisy = 1 - (noisy / clean);
        double lossFiltered = 1 - (filtered / clean);
        output.WriteLine($"HR@20 clean {clean / s_seeds:F4}; loss with short clicks {lossNoisy:P1}, with the filter {lossFiltered:P1}");
        Assert.True(lossFiltered < 0.02, $"loss with the filter {lossFiltered:P2}");
        Assert.True(lossNoisy > lossFiltered + 0.01, $"loss without {lossNoisy:P2}, with {lossFiltered:P2}");
    }

    /// <summary>Views last 20 to 120 seconds; an accident lasts one or two, a quarter as many as the views: a fifth of all events.</summary>
    private string Write(string name, int[][] sessions, double noise, int seed)
    {
        Random random = new(seed);
        Random accidents = new(seed + 7);
        StringBuilder text = new("session,time,product\n");
        for (int session = 0; session < sessions.Length; session++)
        {
            long milliseconds = 1_790_000_000_000 + (session * 100_000L) + random.Next(1000);
            foreach (int view in sessions[session])
            {
                Line(text, session, milliseconds, view);
                milliseconds += random.Next(20_000, 120_000);
                if (accidents.NextDouble() < noise)
                {
                    Line(text, session, milliseconds, accidents.Next(_shop.Products));
                    milliseconds += accidents.Next(1000, 2000);
                }
            }
        }

        File.WriteAllText(_folder.File(name), text.ToString());
        return _folder.File(name);
    }

    private static void Line(StringBuilder text, int session, long milliseconds, int product) =>
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{session},{milliseconds},{product}\n");

    private static double HitRate(string log, double minDwell, int[][] later, int seed)
    {
        using CleanedLog cleaned = SessionLog.Clean([log], null, new CleaningOptions { MinDwellSeconds = minDwell });
        Assert.True(cleaned.Report.Clock.IsClock, cleaned.Report.Clock.Reason);
        using Prod2VecTrainer trainer = Trainings.Run(cleaned.Corpus, new Prod2VecOptions { Dimension = 32, Epochs = 15, LearningRate = 0.05, Seed = (ulong)seed });
        return Trainings.HitRate(trainer, cleaned.Corpus, PlantedCorpus.Sessions(cleaned.Corpus, later));
    }
}
