using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>`bench --vectors` and `verify --vectors` judge by the file's own numbers; `build` warns of unusual vectors.</summary>
public sealed class Float64JudgeTests : IDisposable
{
    private const int Products = 600;
    private const int Dimension = 16;

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_NearParallelVectors_WarnsAndIsExactByFloat64()
    {
        string vectors = WriteVectors("near.txt", (c, noise) => c + (0.003 * noise));
        string snapshot = _folder.File("near.psx");
        string text = Done("build", "--vectors", vectors, "--out", snapshot, "--m", "8", "--ef-construction", "40");
        Assert.Contains("warning: the vectors of Similar differ little", text, StringComparison.Ordinal);
        Assert.Contains("vectors as given", Done("info", snapshot), StringComparison.Ordinal);

        Assert.Contains("the 10 nearest of 20 of 20 products are those of float64", Done("verify", snapshot, "--vectors", vectors), StringComparison.Ordinal);
        JsonElement bench = JsonDocument.Parse(Done("bench", snapshot, "--vectors", vectors, "--json")).RootElement;
        Assert.Contains("float64", bench.GetProperty("judge").GetString(), StringComparison.Ordinal);
        foreach (JsonElement exact in bench.GetProperty("exact").EnumerateArray())
        {
            Assert.Equal(1, exact.GetProperty("recall").GetDouble());
            Assert.Equal(exact.GetProperty("asked").GetInt32(), exact.GetProperty("whole").GetInt32());
        }

        Assert.All(bench.GetProperty("rows").EnumerateArray(), row => Assert.InRange(row.GetProperty("recall").GetDouble(), 0.2, 1));
    }

    /// <summary>The twin's snapshot was built from coarser numbers: by its own form it is perfect.</summary>
    [Fact]
    public void BenchAndVerify_TwinOfRoundedNumbers_AreFoundByTheFile()
    {
        string vectors = WriteVectors("near.txt", (c, noise) => c + (0.003 * noise));
        string rounded = WriteVectors("rounded.txt", (c, noise) => Math.Round((c + (0.003 * noise)) * 1024) / 1024);
        string snapshot = _folder.File("rounded.psx");
        Done("build", "--vectors", rounded, "--out", snapshot, "--structures", "scan");
        JsonElement own = JsonDocument.Parse(Done("bench", snapshot, "--vectors", rounded, "--json")).RootElement.GetProperty("exact")[0];
        JsonElement given = JsonDocument.Parse(Done("bench", snapshot, "--vectors", vectors, "--json")).RootElement.GetProperty("exact")[0];
        Assert.Equal(1, own.GetProperty("recall").GetDouble());
        Assert.InRange(given.GetProperty("recall").GetDouble(), 0, 0.95);
        (int code, string text, string error) = Cli.Run("verify", snapshot, "--vectors", vectors);
        Assert.Equal((1, string.Empty), (code, text));
        Assert.Contains("another vector than", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_OrdinaryVectors_AgreeWithinTheRoundedForm()
    {
        string vectors = WriteVectors("plain.txt", (_, noise) => noise);
        string snapshot = _folder.File("plain.psx");
        Assert.DoesNotContain("warning", Done("build", "--vectors", vectors, "--out", snapshot, "--m", "8", "--ef-construction", "40"), StringComparison.Ordinal);
        Assert.Contains("rounded to int16", Done("info", snapshot), StringComparison.Ordinal);
        JsonElement compared = JsonDocument.Parse(Done("verify", snapshot, "--vectors", vectors, "--json")).RootElement.GetProperty("vectors");
        Assert.InRange(compared.GetProperty("largestDifference").GetDouble(), 1e-9, 2e-5);
        Assert.InRange(compared.GetProperty("agreed").GetInt32(), 19, 20);
    }

    [Theory]
    [InlineData(2, "give --vectors too", "--ids", "near.txt")]
    [InlineData(1, "has no row for product", "--vectors", "few.txt")]
    [InlineData(1, "rows of 2 numbers", "--vectors", "narrow.txt")]
    public void BenchAndVerify_WrongFiles_SayWhatToDo(int code, string words, string option, string file)
    {
        string vectors = WriteVectors("plain.txt", (_, noise) => noise);
        _folder.Write("near.txt", string.Empty);
        _folder.Write("few.txt", string.Join('\n', File.ReadLines(vectors).Take(10)) + "\n");
        _folder.Write("narrow.txt", "a 1 2\nb 3 4\n");
        string snapshot = _folder.File("wrong.psx");
        Done("build", "--vectors", vectors, "--out", snapshot, "--structures", "cells");
        foreach (string verb in new[] { "bench", "verify" })
        {
            (int found, string text, string error) = Cli.Run(verb, snapshot, option, _folder.File(file));
            Assert.Equal((code, string.Empty), (found, text));
            Assert.Contains(words, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Build_EqualVectorsAndHubs_Warns()
    {
        StringBuilder text = new();
        SplitRandom random = new(3);
        for (int product = 0; product < 1500; product++)
        {
            // A thousand have one vector.
            text.Append(CultureInfo.InvariantCulture, $"p{product}");
            for (int i = 0; i < Dimension; i++)
            {
                double value = product < 1000 ? i + 1 : random.Next();
                text.Append(CultureInfo.InvariantCulture, $" {value:R}");
            }

            text.Append('\n');
        }

        string report = Done("build", "--vectors", _folder.Write("equal.txt", text.ToString()), "--out", _folder.File("equal.psx"), "--m", "8", "--ef-construction", "40");
        Assert.Contains("warning: 999 of 1,500 products of Similar have the vector of another; the largest group of equal ones has 1,000, 'p0' is of it", report, StringComparison.Ordinal);

        // All others lie around the five, and are farther from each other than from these.
        text.Clear();
        const int hubs = 5;
        for (int product = 0; product < 1500; product++)
        {
            text.Append(CultureInfo.InvariantCulture, $"p{product}");
            for (int i = 0; i < 200; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $" {1 + ((product < hubs ? 0.01 : 1.7) * random.Next()):R}");
            }

            text.Append('\n');
        }

        string[] build = ["build", "--vectors", _folder.Write("hubs.txt", text.ToString()), "--out", _folder.File("hubs.psx"), "--m", "4", "--ef-construction", "40", "--json"];
        JsonElement warnings = JsonDocument.Parse(Done(build)).RootElement.GetProperty("report").GetProperty("warnings");
        Assert.Matches(@"^\d+ of 1,500 products of Similar are everybody's neighbors; 'p[0-4]' stands in [\d,]+ neighbor lists$", Assert.Single(warnings.EnumerateArray()).GetString());
    }

    private static string Done(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text;
    }

    /// <summary>Writes vectors made of a common part and of noise, the same for the same names.</summary>
    private string WriteVectors(string name, Func<double, double, double> make)
    {
        StringBuilder text = new();
        SplitRandom random = new(11);
        double[] centre = [.. Enumerable.Range(0, Dimension).Select(_ => random.Next())];
        for (int product = 0; product < Products; product++)
        {
            text.Append(CultureInfo.InvariantCulture, $"p{product}");
            foreach (double common in centre)
            {
                text.Append(CultureInfo.InvariantCulture, $" {(float)make(common, random.Next()):R}");
            }

            text.Append('\n');
        }

        return _folder.Write(name, text.ToString());
    }

    /// <summary>Numbers near a normal distribution, seeded.</summary>
    private sealed class SplitRandom(int seed)
    {
        private readonly Random _random = new(seed);

        public double Next() => _random.NextDouble() + _random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 2;
    }
}
