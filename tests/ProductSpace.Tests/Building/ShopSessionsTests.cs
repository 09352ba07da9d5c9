using System.Globalization;
using System.Text;
using ProductSpace.Building;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Building;

/// <summary>
/// Sessions of the shop as questions of the calibration: drawn evenly and the same each time, of products that are there,
/// and worth it: where shoppers view unlike things the recall target is reached with them and missed without.
/// </summary>
public sealed class ShopSessionsTests
{
    private static readonly int[] s_views = [1, 3];

    [Fact]
    public void Read_ManySessions_SamplesEachLengthEvenlyAndTheSameEachTime()
    {
        string[][] sessions = [.. Enumerable.Range(0, 4_000).Select(i => new[] { $"{i}", $"{i}", "gone", $"{i + 1}", $"{i + 2}" })];
        ShopSessions read = Read(sessions, 200);
        Assert.Equal(400, read.Count);
        Assert.All(read.Of(3), question => Assert.Equal([question[0], question[0] + 1, question[0] + 2], question));

        // Two hundred of four thousand: the mean of evenly drawn ones lies within four deviations of the middle.
        Assert.InRange(read.Of(3).Average(question => (double)question[0]), 2_000 - 330, 2_000 + 330);
        Assert.Equal(read.Of(3), Read(sessions, 200).Of(3));
        Assert.NotEqual(read.Of(3), Read(sessions, 200, seed: 2).Of(3));

        // The twin: the first two hundred are no even sample.
        Assert.False(sessions.Take(200).Average(session => double.Parse(session[0], CultureInfo.InvariantCulture)) > 2_000 - 330);
    }

    [Fact]
    public void Read_FewOrShortSessions_GivesWhatThereIs()
    {
        ShopSessions read = Read([["1", "2"], [], ["gone"], ["3"]], 100);
        Assert.Equal(2, read.Of(1).Count);
        Assert.Empty(read.Of(3));
    }

    [Fact]
    public void Read_NothingOfTheShop_RefusedWithWhatToDo()
    {
        Assert.Contains("check that their ids are those of the vectors", Assert.Throws<BuildInputException>(() => Read([["gone"], []], 100)).Message, StringComparison.Ordinal);
        Assert.Contains("session 1 is null", Assert.Throws<BuildInputException>(() => Read([["1"], null!], 100)).Message, StringComparison.Ordinal);
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => ShopSessions.Read([["1"]], s_views, 1, Find, 1, source.Token));
    }

    [Fact]
    public void Build_SessionsOfUnlikeProducts_TargetIsReachedForSuchSessions()
    {
        using TemporaryFolder folder = new();
        TestShop shop = new(8_000, 32, seed: 4);
        SeededRandom random = new(9);
        string[][] sessions = [.. Enumerable.Range(0, 3_000).Select(_ => Enumerable.Range(0, 4).Select(_ => shop.Ids[random.NextInt(shop.Count)]).ToArray())];
        double made = Recall(shop, folder.File("made.psx"), shop.Builder(), sessions, out BuildReport without);
        double own = Recall(shop, folder.File("own.psx"), shop.Builder().UseSessions(sessions.Take(2_000)), sessions, out BuildReport with);
        Assert.Equal(0, without.CalibrationSessions);
        Assert.Equal(2 * 400, with.CalibrationSessions);
        Assert.True(own > 0.9 - 0.015, $"own sessions: recall {own:F3} of .9 asked");
        Assert.True(made > 0.9 - 0.015, $"made sessions: recall {made:F3} of .9 asked");
    }

    [Fact]
    public void Build_SessionsAnyThreadCount_SameBytes()
    {
        using TemporaryFolder folder = new();
        TestShop shop = new(1_500, 16, seed: 4);
        string[][] sessions = [.. Enumerable.Range(0, 1_000).Select(i => new[] { shop.Ids[i], shop.Ids[(i * 7) % 1_500] })];
        shop.Builder(new BuildOptions { M = 8, EfConstruction = 40, Threads = 1 }).UseSessions(sessions).Build(folder.File("one.psx"));
        shop.Builder(new BuildOptions { M = 8, EfConstruction = 40, Threads = 3 }).UseSessions(sessions).Build(folder.File("three.psx"));
        Assert.Equal(File.ReadAllBytes(folder.File("one.psx")), File.ReadAllBytes(folder.File("three.psx")));
    }

    /// <summary>Of sessions that the build did not see.</summary>
    private static double Recall(TestShop shop, string path, ProductIndexBuilder builder, string[][] sessions, out BuildReport report)
    {
        report = builder.Build(path);
        using ProductIndex index = ProductIndex.Open(path);
        Neighbor[] truth = new Neighbor[10];
        Neighbor[] hits = new Neighbor[10];
        SearchOptions options = new() { TargetRecall = 0.9f };
        int found = 0;
        foreach (string[] session in sessions[2_000..])
        {
            string[] last = session[^3..];
            index.SearchSessionExact(last, truth, options);
            int count = index.SearchSession(last, hits, options).Count;
            found += hits[..count].Count(hit => hit.Similarity >= truth[^1].Similarity);
        }

        return found / 10.0 / 1_000;
    }

    private static ShopSessions Read(IEnumerable<IReadOnlyList<string>> sessions, int count, ulong seed = 1) => ShopSessions.Read(sessions, s_views, count, Find, seed, default);

    private static int Find(ReadOnlySpan<byte> id) => int.TryParse(Encoding.UTF8.GetString(id), NumberStyles.None, CultureInfo.InvariantCulture, out int product) ? product : -1;
}
