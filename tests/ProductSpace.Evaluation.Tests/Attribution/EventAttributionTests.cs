using ProductSpace.Evaluation.Attribution;
using ProductSpace.Recommendations;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Attribution;

public sealed class EventAttributionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("productspace-attribution-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_PlantedBias_IsUndoneByPropensities(int seed)
    {
        AttributionOptions options = new() { Confidence = 0.99 };
        (string shown, string events) = PlantedBias.Write(_folder.FullName, seed);
        AttributionResult result = EventAttribution.Run([shown], [events], options);
        Assert.True(PlantedBias.Of(result, "a").ClickRate.Mean < PlantedBias.Of(result, "b").ClickRate.Mean, "clicks by impressions choose the worse variant");
        Assert.True(PlantedBias.IsRight(result), $"{PlantedBias.Of(result, "a")} {PlantedBias.Of(result, "b")}");
        Assert.InRange(PlantedBias.Of(result, "a").Click.EffectiveSize, 3000, 4500);

        (shown, events) = PlantedBias.Write(_folder.FullName, seed, isBroken: true);
        result = EventAttribution.Run([shown], [events], options);
        Assert.False(PlantedBias.IsRight(result), "a shop that logs one propensity for all was not found");
    }

    /// <summary>The last impression before the event, in the window, of this product and session; each counts once.</summary>
    [Fact]
    public void Run_Events_AreDueToTheLastImpressionBefore()
    {
        string early = Token("home", "a", 1), late = Token("product-page", "b", 2), other = Token("cart", null, 1);
        string shown = Write("shown.csv", "time,session,product,token", $"1000,s1,p1,{early}", $"2000,s1,p1,{late}", $"2000,s1,p2,{other}", $"2000,s2,p1,{other}", $"2000,s1,p2,{other}", $",s1,p2,{other}");
        string events = Write(
            "events.csv",
            "time,session,product,event",
            "3100,s1,p1,view", // late, although an earlier row is of a later time
            "3000,s1,p1,view", // late again: a further one
            "1999,s1,p1,view", // early
            "3000,s1,p1,purchase", // late
            "999,s1,p1,purchase", // before all
            "2000,s1,p2,purchase", // at once
            "5601,s1,p2,view", // too late by a second
            "3000,s2,p2,view", // another session
            "3000,s1,p3,view", // never shown
            "2500,s1,p2,search"); // neither view nor purchase
        AttributionResult result = EventAttribution.Run([shown], [events], new AttributionOptions { Window = TimeSpan.FromHours(1) });
        Assert.Equal((4, 1, 1, 2, 10, 5, 1, 1), (result.Impressions, result.Duplicates, (int)result.ShownLeftOut, result.Shoppers, (int)result.Events, (int)result.Attributed, (int)result.Further, (int)result.TooLate));
        Assert.Equal(
            ["All : 4 2 2", "Placement cart: 2 0 1", "Placement home: 1 1 0", "Placement product-page: 1 1 1", "Variant cart/: 2 0 1", "Variant home/a: 1 1 0", "Variant product-page/b: 1 1 1", "Source table: 4 2 2", "Position 1: 3 1 1", "Position 2: 1 1 1", "Snapshot 00000007: 4 2 2"],
            result.Groups.Select(row => $"{row.Dimension} {row.Name}: {row.Impressions} {row.Clicks} {row.Purchases}"));
        Assert.Equal(0.5, result.Groups[0].ClickRate.Mean);
        Assert.Empty(result.Exploration);
    }

    /// <summary>The order of rows, and how they are spread over files, change nothing.</summary>
    [Fact]
    public void Run_RowsInAnyOrderAndFile_GivesTheSame()
    {
        (string shown, string events) = PlantedBias.Write(_folder.FullName, 4);
        AttributionResult first = EventAttribution.Run([shown], [events]);
        string[] halves = [.. new[] { shown, events }.SelectMany(file =>
        {
            string[] lines = File.ReadAllLines(file);
            string[] rows = [.. lines.Skip(1).Reverse()];
            return new[] { Write(Path.GetFileName(file) + ".1", [lines[0], .. rows[..1000]]), Write(Path.GetFileName(file) + ".2", [lines[0], .. rows[1000..]]) };
        })];
        AttributionResult second = EventAttribution.Run(halves[..2], halves[2..]);
        Assert.Equal(first.Groups.Select(row => (row.Name, row.Impressions, row.Clicks, row.ClickRate.Mean)), second.Groups.Select(row => (row.Name, row.Impressions, row.Clicks, row.ClickRate.Mean)));
        Assert.Equal(first.Exploration.Select(row => row.Clicks), second.Exploration.Select(row => row.Clicks));
    }

    [Fact]
    public void Run_ByUser_CrossesSessions()
    {
        string shown = Write("shown.jsonl", $$"""{"timestamp":"2026-01-01T10:00:00Z","user":"u","sku":"p1","recToken":"{{Token("home", "a", 1)}}"}""");
        string events = Write("events.csv", "time,session,user,product", "2026-01-01T20:00:00Z,other,u,p1");
        Assert.Equal(1, EventAttribution.Run([shown], [events], new AttributionOptions { IsByUser = true }).Attributed);
        Assert.Equal($"{shown}: no column looks like the session; name it with --column session=..., or match users", Assert.Throws<TrainingInputException>(() => EventAttribution.Run([shown], [events])).Message);
    }

    [Fact]
    public void Run_TargetColumn_JudgesAnotherPolicy()
    {
        string shown = Write("shown.csv", ["time,session,product,token,goal", .. Enumerable.Range(0, 40).Select(i => $"1000,s{i},p{i % 2},{Token("home", null, 1, i % 2 == 0 ? .8f : .2f)},{(i % 2 == 0 ? 0 : 3)}")]);
        string events = Write("events.csv", ["time,session,product", .. Enumerable.Range(0, 40).Where(i => i % 8 == 1).Select(i => $"1001,s{i},p{i % 2}")]);
        ExplorationEstimate estimate = Assert.Single(EventAttribution.Run([shown], [events], new AttributionOptions { TargetColumn = "goal" }).Exploration);
        Assert.Equal((.125, .25), (estimate.ClickRate.Mean, estimate.Click.Rate.Mean));
        Assert.Equal(20, estimate.Click.EffectiveSize, 9);
        shown = Write("shown.csv", "time,session,product,token,goal", $"1000,s,p,{Token("home", null, 1)},x");
        Assert.Contains("shown.csv line 2: the target \"x\" is no number", Assert.Throws<TrainingInputException>(() => EventAttribution.Run([shown], [events], new AttributionOptions { TargetColumn = "goal" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WrongFiles_AreRefusedWithTheirLine()
    {
        string token = Token("home", "a", 1);
        string events = Write("events.csv", "time,session,product", "1000,s,p");
        Assert.Contains("shown.csv line 3: \"" + token[..5], Fault(events, "time,session,product,token", $"1000,s,p,{token}", $"1000,s,p,{token[..^1]}x"), StringComparison.Ordinal);
        Assert.Contains("no column looks like the token", Fault(events, "time,session,product", "1000,s,p"), StringComparison.Ordinal);
        Assert.Contains("no column looks like the time", Fault(events, "session,product,token", $"s,p,{token}"), StringComparison.Ordinal);
        Assert.Contains("holds no impression", Fault(events, "time,session,product,token", $"1000,,p,{token}"), StringComparison.Ordinal);
        Assert.Contains("name more than 1,000 placements and variants", Fault(events, ["time,session,product,token", .. Enumerable.Range(0, 1001).Select(i => $"1000,s,p,{Token("home", $"user-{i}", 1)}")]), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => EventAttribution.Run([events], [events], new AttributionOptions { Window = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => EventAttribution.Run([events], [events], new AttributionOptions { MaxWeight = .5 }));
        Assert.Throws<OperationCanceledException>(() => EventAttribution.Run([Write("s.csv", "time,session,product,token", $"1000,s,p,{token}")], [events], cancellationToken: new CancellationToken(true)));
    }

    private string Fault(string events, params string[] shown) => Assert.Throws<TrainingInputException>(() => EventAttribution.Run([Write("shown.csv", shown)], [events])).Message;

    private string Write(string name, params string[] lines)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static string Token(string placement, string? variant, int position, float propensity = 0) =>
        new RecommendationToken { Snapshot = 7, Placement = placement, Variant = variant, Position = position, Source = RecommendationSource.Table, Propensity = propensity }.ToString();
}
