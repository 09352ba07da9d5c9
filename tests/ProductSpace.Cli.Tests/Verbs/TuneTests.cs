using System.Globalization;
using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

public sealed class TuneTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tune_MaxTrials_PrintsTheTableAndATrainThatRuns()
    {
        string log = Log();
        string[] args = ["tune", "--events", log, "--max-trials", "5", "--dimension", "16", "--epochs", "3", "--min-count", "2", "--hold-out", "0.2", "--select", "similar"];
        (int code, string text, string error) = Cli.Run(args);
        Assert.Equal((0, string.Empty), (code, error));
        string[] lines = text.TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(5, lines.Count(line => line.Length > 0 && char.IsAsciiDigit(line[0]) && !line.Contains("trials in", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.EndsWith("best", StringComparison.Ordinal));
        Assert.StartsWith($"productspace train --events {log} --dimension 16 --min-count 2 --hold-out 0.2 --negative-exponent ", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith("--out model", lines[^1], StringComparison.Ordinal);
        Assert.Equal(lines[^1], Cli.Run(args).Out.TrimEnd().Split('\n')[^1]);

        // The line is one that train takes.
        string[] train = [.. lines[^1].Split(' ').Skip(1).SkipLast(1), _folder.File("model")];
        (code, _, error) = Cli.Run(train);
        Assert.True(code == 0, error);
        Assert.True(Directory.Exists(_folder.File("model")));
    }

    [Fact]
    public void Tune_JsonWithCatalog_SearchesMetadataToo()
    {
        string catalog = _folder.Write("a catalog.csv", "product_id,category\n" + string.Concat(Enumerable.Range(0, 40).Select(product => string.Create(CultureInfo.InvariantCulture, $"p{product},c{product % 4}\n"))));
        (int code, string text, string error) = Cli.Run("tune", "--events", Log(), "--catalog", catalog, "--max-trials", "3", "--dimension", "8", "--epochs", "2", "--sample", "0.8", "--json");
        Assert.True(code == 0, error);
        JsonElement result = JsonDocument.Parse(text).RootElement;
        Assert.Equal(3, result.GetProperty("trials").GetArrayLength());
        Assert.Equal("next", result.GetProperty("space").GetString());
        Assert.Equal(0, result.GetProperty("trials")[0].GetProperty("options").GetProperty("metadata weight").GetDouble());
        Assert.Equal(2, result.GetProperty("trials")[0].GetProperty("scores").GetArrayLength());
        Assert.InRange(result.GetProperty("best").GetInt32(), 1, 3);
        Assert.Contains($"--catalog '{catalog}'", result.GetProperty("command").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget soon: write a number", "--budget", "soon")]
    [InlineData("--budget 0s", "--budget", "0s")]
    [InlineData("the sample must be above 0", "--sample", "0")]
    [InlineData("the number of trials must be", "--max-trials", "0")]
    [InlineData("Window is", "--window", "0")]
    [InlineData("give --catalog too", "--metadata-weight", "1")]
    public void Tune_OptionsWithoutSense_ExitTwo(string message, params string[] more)
    {
        (int code, _, string error) = Cli.Run(["tune", "--events", Log(), .. more]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_NothingToJudgeBy_ExitsOne()
    {
        string log = _folder.Write("small.csv", "session,product\na,x\na,y\n");
        (int code, string text, string error) = Cli.Run("tune", "--events", log, "--min-count", "1", "--hold-out", "0.000001");
        Assert.Equal((1, string.Empty), (code, text));
        Assert.Contains("raise --hold-out", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private string Log()
    {
        Random random = new(1);
        List<string> lines = [];
        for (int session = 0; session < 400; session++)
        {
            int group = random.Next(4);
            for (int view = 0; view < 5; view++)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{session},{view},p{group + (4 * random.Next(10))}"));
            }
        }

        return _folder.Write("log.csv", $"session,time,product\n{string.Join('\n', lines)}\n");
    }
}
