using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ProductSpace.Hosting.Tests.Sample;

/// <summary>The page on hosting: each block of C# is compiled and run, each measurement it lists is told, and no other.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class HostingPageTests(SmallShops shops)
{
    [Fact]
    public void Page_EveryBlock_IsACompiledOne()
    {
        string program = File.ReadAllText(Sources.PathOf("src", "ProductSpace.Storefront", "Program.cs")).ReplaceLineEndings("\n");
        List<string> compiled = [program[program.IndexOf("using ProductSpace;", StringComparison.Ordinal)..]];
        string samples = File.ReadAllText(
            Sources.PathOf("tests", "ProductSpace.Hosting.Tests", "Sample", "HostingSamples.cs")).ReplaceLineEndings("\n");
        compiled.AddRange(Sample().Matches(samples).Select(match => Outdent(match.Groups[1].Value)));
        string[] shown = [.. Block().Matches(Page()).Select(match => match.Groups[1].Value)];
        Assert.Equal(compiled.Count, shown.Length);
        Assert.All(shown, block => Assert.Contains(block, compiled));
    }

    [Fact]
    public void Page_TableOfMeasurements_IsWhatIsTold()
    {
        string[] listed = [.. Row().Matches(Page()).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];
        string[] words = [.. Words().Matches(File.ReadAllText(Sources.PathOf("src", "ProductSpace.Hosting", "Telemetry", "ShopMetrics.cs"))).Select(match => (string)typeof(Hosting.Telemetry.TelemetryNames).GetField(match.Groups[1].Value)!.GetRawConstantValue()!).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(words, listed);
    }

    [Fact]
    public async Task Page_Samples_Run()
    {
        using TemporaryFolder folder = new();
        string before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Root;
            foreach (string directory in (string[])["shop", "shops/shoes", "shops/hats"])
            {
                Directory.CreateDirectory(directory);
                new GenerationFolder(directory).Publish(shops[0]);
            }

            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
            builder.Services.AddLogging();
            HostingSamples.Named(builder.Services);
            HostingSamples.Divided(builder.Services);
            HostingSamples.Many(builder.Services);
            builder.Services.TryAddSingleton<HostingSamples.Storefront>();
            using IHost host = builder.Build();
            await host.StartAsync();
            Assert.Equal(12, host.Services.GetRequiredService<HostingSamples.Storefront>().NextBoots("me", ["p-1", "p-3"]).Length);
            Assert.Equal(3, HostingSamples.AskMany(host.Services.GetRequiredService<ProductShops>(), "hats", "me", ["p-1"], new Neighbor[3]));
            using StringWriter output = new();
            HostingSamples.Alone(output);
            Assert.StartsWith("generation 1: p-", output.ToString(), StringComparison.Ordinal);
            HostingSamples.Guarded(output);
            Assert.Matches("\\n(leased|copied): ", output.ToString());
            await host.StopAsync();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public async Task Page_SamplesOfAShop_Run()
    {
        using TemporaryFolder folder = new();
        string shopFolder = Directory.CreateDirectory(folder.File("shop")).FullName;
        HostingSamples.ShopFeed feed = new(
            [1, 0, 0, 1, 1, 1], 2, ["p-1", "p-2", "p-3"], [.. Enumerable.Range(1, 3).Select(i => new CatalogProduct { Id = $"p-{i}" })]);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(feed);
        builder.Services.AddSingleton(new HostingSamples.NightlyOptions(shopFolder, folder.Root, TimeSpan.FromMilliseconds(5)));
        builder.Services.AddHostedService<HostingSamples.NightlyBuild>();
        using (IHost nights = builder.Build())
        {
            await nights.StartAsync();
            Assert.True(SpinWait.SpinUntil(() => new GenerationFolder(shopFolder).List().Any(one => one.Number > 4), TimeSpan.FromMinutes(1)));
            await nights.StopAsync();
        }

        Assert.InRange(new GenerationFolder(shopFolder).List().Count, 3, 4);
        builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Configuration["ConnectionStrings:catalog"] = $"Directory={shopFolder};UseDelta=true";
        builder.Configuration["ConnectionStrings:outlet"] = shopFolder;
        HostingSamples.ByConnectionString(builder);
        using IHost host = builder.Build();
        ProductShop shop = host.Services.GetRequiredService<ProductShop>();
        Assert.Equal(["p-3", "p-2"], await new HostingSamples.Basket(shop).NextAsync("me", () => Task.FromResult<string[]>(["p-1"])));
        new HostingSamples.StockFeed(shop).Apply([("p-3", 100, false)]);
        using TextSearchTests.Words model = new(2);
        IReadOnlyList<ProductHit> found = await new HostingSamples.QueryTexts(shop, model).FindAsync("boots", default);
        Assert.Equal(["p-1", "p-2"], found.Select(hit => hit.Id).Order(StringComparer.Ordinal));
    }

    private static string Page() => File.ReadAllText(Sources.PathOf("native-free-docs", "hosting.md")).ReplaceLineEndings("\n");

    private static string Outdent(string sample)
    {
        string[] lines = sample.Split('\n');
        int indent = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : line.Trim())).TrimEnd('\n') + "\n";
    }

    [GeneratedRegex(@"// sample\n(.*?)\n\s*// end", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| `(productspace\.[a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"Create\w+(?:<\w+>)?\(\s*TelemetryNames\.(\w+)")]
    private static partial Regex Words();
}
