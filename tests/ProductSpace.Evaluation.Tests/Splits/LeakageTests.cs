using CsCheck;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Splits;

/// <summary>A pitfall: a model that has seen what it is asked looks good. The check is shown to catch a splitter that leaks.</summary>
public class LeakageTests
{
    private static readonly Gen<(int Seed, int Sessions, int Windows, bool Days)> s_cases =
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[160, 300], Gen.Int[1, 3], Gen.Bool);

    [Fact]
    public void Split_AnyLog_NothingOfTrainingIsAtOrAfterTheBorder() => s_cases.Sample(
        one =>
        {
            EvaluationLog log = TimedLog.Random(one.Seed, one.Sessions, 12);
            SplitOptions options = Options(one.Windows, one.Days);
            foreach (SplitPart part in TimeSplit.Split(log, options).Append(TimeSplit.Validation(log, options)))
            {
                Assert.Null(LeakCheck.Find(part.Training, part.Test));
                long border = (part.Counts.Border!.Value - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
                Assert.All(Times(part.Training), time => Assert.True(time < border));
                Assert.All(Times(part.Test), time => Assert.True(time >= border));
            }
        },
        iter: 100);

    /// <summary>Numbers of products, counts and sessions of the training part do not change with what comes after it.</summary>
    [Fact]
    public void Split_OtherFuture_SameTrainingPart() => s_cases.Sample(
        one =>
        {
            EvaluationLog log = TimedLog.Random(one.Seed, one.Sessions, 12);
            SplitOptions options = Options(1, one.Days);
            SplitPart part = TimeSplit.Split(log, options)[0];
            long border = (part.Counts.Border!.Value - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            int[] products = log.Sessions.AllProducts.ToArray();
            long[] times = [.. Times(log.Sessions)];
            for (int i = 0; i < products.Length; i++)
            {
                products[i] = times[i] >= border ? 11 - products[i] : products[i];
            }

            int[] starts = [0, .. Enumerable.Range(0, log.Sessions.Count).Select(session => log.Sessions.Products(session).Length)];
            for (int i = 1; i < starts.Length; i++)
            {
                starts[i] += starts[i - 1];
            }

            EvaluationLog other = new(new SessionSet(12, products, starts, times), log.ProductIds, keepsRepeats: true);
            SplitPart changed = TimeSplit.Split(other, options)[0];
            Assert.Equal(part.Products, changed.Products);
            Assert.Equal(part.Training.AllProducts.ToArray(), changed.Training.AllProducts.ToArray());
        },
        iter: 100);

    /// <summary>The broken twin: sessions drawn by chance, as leave-some-out protocols do.</summary>
    [Fact]
    public void Find_SessionsDrawnByChance_AreCaught()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            EvaluationLog log = TimedLog.Random(seed, 100, 12);
            Random random = new(seed);
            int[] drawn = [.. Enumerable.Range(0, 100).OrderBy(_ => random.Next()).Take(10).Order()];
            SessionSet test = Of(log.Sessions, drawn);
            SessionSet training = Of(log.Sessions, [.. Enumerable.Range(0, 100).Except(drawn)]);
            Assert.Contains("not before the first test view", LeakCheck.Find(training, test), StringComparison.Ordinal);
        }
    }

    private static SplitOptions Options(int windows, bool days) =>
        new() { TestDays = days ? 0.15 : null, TestShare = 0.3, Windows = windows, MinCount = 2 };

    private static SessionSet Of(SessionSet sessions, int[] chosen) => new(
        sessions.ProductCount,
        [.. chosen.SelectMany(session => sessions.Products(session).ToArray())],
        [0, .. chosen.Select((_, i) => chosen[..(i + 1)].Sum(session => sessions.Products(session).Length))],
        [.. chosen.SelectMany(session => sessions.Times(session).ToArray())]);

    private static IEnumerable<long> Times(SessionSet sessions) =>
        Enumerable.Range(0, sessions.Count).SelectMany(session => sessions.Times(session).ToArray());
}
