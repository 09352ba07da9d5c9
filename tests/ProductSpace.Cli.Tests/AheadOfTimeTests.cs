using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace ProductSpace.Cli.Tests;

/// <summary>
/// The tool compiled ahead of time: built without a warning of our code, and each verb's JSON equal to what the tool prints
/// under the runtime's own compiler. Building it takes minutes, so that this is a campaign; that no answer needs reflection
/// is shown by every test of a verb, since both tools write JSON by the same generated code.
/// </summary>
public sealed partial class AheadOfTimeTests : IDisposable
{
    /// <summary>Each verb once with --json, in an order in which each finds the files that it needs.</summary>
    private static readonly string[] s_commands =
    [
        "synth --products 3000 --dimension 32 --sessions 6000 --out shop",
        "build --vectors shop/vectors.fvecs --next-vectors shop/next.fvecs --ids shop/ids.txt --catalog shop/products.csv --out a.psx",
        "clean --events shop/sessions.csv --out clean.csv",
        "train --events shop/sessions.csv --epochs 2 --dimension 16 --hold-out 0.05 --table slist --out model",
        "build --model model --catalog shop/products.csv --facet kind=in_stock --out b.psx",
        "info a.psx --all",
        "info b.psx --facet kind",
        "verify a.psx",
        "verify a.psx --vectors shop/vectors.fvecs --ids shop/ids.txt",
        "query a.psx --product P --explain",
        "query a.psx --session P,Q -k 3 --pages 2",
        "recommend b.psx --viewed P,Q --why",
        "recommend b.psx --viewed P,Q --why-not P",
        "bench b.psx",
        "bench b.psx --families",
        "diff a.psx b.psx",
        "drift model model",
        "tune --events shop/sessions.csv --max-trials 2 --epochs 2 --threads 1",
        "evaluate --events shop/sessions.csv --models popularity,item-knn",
        "evaluate --a a.psx --b b.psx --events shop/sessions.csv",
        "gate a.psx b.psx --events shop/sessions.csv",
        "learn-table --events shop/sessions.csv --out table.pst",
        "tune-placement b.psx --events shop/sessions.csv --placement home --max-trials 3",
        "attribute --shown shown.csv --events later.csv",
        "publish a.psx gens",
        "publish b.psx gens",
        "generations gens",
        "verify gens",
        "fetch gens --to copy",
        "rollback gens",
        "prune gens --keep 1",
        "delta add b.psx --id new-1 --like P --price 10",
        "delta set b.psx --id Q --price 12",
        "delta remove b.psx --id P",
        "delta info b.psd",
        "delta compact b.psx",
        "export model --out vectors.npy",
        "export a.psx --out vectors.parquet",
        "import vectors.npy --ids vectors.ids.txt --out imported",
        "build --vectors vectors.parquet --out c.psx",
        .. Hdf5Files.Names.Select(name => $"import hdf5/{name} --out from-{name}"),
        "build --vectors hdf5/packed.h5 --out d.psx",
        "completions bash",
        "demo --out demo",
    ];

    private readonly CliFolder _folder = new();

    [Fact]
    public void Commands_VerbsWithJson_AreAllThere()
    {
        string[] verbs =
        [
            .. Leaves(CommandLine.Build(), string.Empty)
                .Where(leaf => leaf.Verb.Options.Any(option => option.Name == "--json"))
                .Select(leaf => leaf.Name),
        ];

        Assert.All(verbs, verb => Assert.Contains(s_commands, command => command.StartsWith(verb + " ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Steady_AnswersThatDiffer_Differ()
    {
        Assert.NotEqual(Steady("""{"products":1,"seconds":2}"""), Steady("""{"products":2,"seconds":2}"""));
        Assert.Equal(Steady("""{"products":1,"seconds":2}"""), Steady("""{"products":1,"seconds":3}"""));
    }

    [SkippableFact]
    public void Publish_AheadOfTime_NoWarningAndSameJsonOfEveryVerb()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign of minutes: set PRODUCTSPACE_CAMPAIGN=2");
        CopySources(Sources.PathOf("src"), _folder.File("src"));
        Dictionary<string, string> locks = Locks();

        (int published, string output) = Run(
            _folder.Root,
            ["dotnet", "publish", "src/ProductSpace.Cli", "-r", "linux-x64", "-p:PublishAot=true", "-o", "tool", "--nologo"]);

        Assert.True(published == 0, output);
        Assert.DoesNotMatch(OwnWarning(), output);
        Assert.Equal(locks, Locks());
        string[] ahead = [_folder.File("tool/ProductSpace.Cli")];
        string[] usual = ["dotnet", typeof(CommandLine).Assembly.Location];
        Assert.InRange(Enumerable.Range(0, 40).Min(_ => Milliseconds([.. ahead, "--version"])), 0, 20);
        string one = NewFolder("one");
        string other = NewFolder("other");
        foreach (string command in s_commands)
        {
            (int code, string text) = Answer(usual, one, command);
            (int aheadCode, string aheadText) = Answer(ahead, other, command);
            Assert.True((code, aheadCode) == (0, 0), $"{command}: {code} and {aheadCode}\n{text}\n{aheadText}");
            bool measures = command.Split(' ')[0] is "bench" or "demo";
            string expected = measures ? Shape(text) : Steady(text);
            string actual = measures ? Shape(aheadText) : Steady(aheadText);
            Assert.True(expected == actual, $"{command}\n{expected}\n{actual}");
        }
    }

    [SkippableFact]
    public void Publish_ConsoleOfThePage_RunsWithoutWarning()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign of minutes: set PRODUCTSPACE_CAMPAIGN=2");
        CopySources(Sources.PathOf("src"), _folder.File("src"));
        string page = File.ReadAllText(Sources.PathOf("native-free-docs", "hosting.md"));
        string sample = ConsoleSample().Match(page).Groups[1].Value;
        string settings = string.Concat(ProjectLine().Matches(page).Select(match => match.Value));
        Directory.CreateDirectory(_folder.File("src/Console"));
        _folder.Write("src/Console/Program.cs", "using ProductSpace;\nusing ProductSpace.Generations;\nusing ProductSpace.Hosting;\n" + sample);
        _folder.Write("src/Console/Console.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType>{settings}</PropertyGroup>
              <ItemGroup><ProjectReference Include="../ProductSpace.Hosting/ProductSpace.Hosting.csproj" /></ItemGroup>
            </Project>
            """);
        string output = Run(_folder.Root, ["dotnet", "publish", "src/Console", "-r", "linux-x64", "-o", "console", "--nologo"]).Output;
        Assert.DoesNotMatch("warning|error", output);
        string folder = NewFolder("asked");
        Assert.Equal(0, Run(folder, ["dotnet", typeof(CommandLine).Assembly.Location, "synth", "--products", "100", "--dimension", "8", "--out", "made"]).Code);
        Assert.Equal(0, Run(folder, ["dotnet", typeof(CommandLine).Assembly.Location, "build", "--vectors", "made/vectors.fvecs", "--out", "a.psx"]).Code);
        Directory.CreateDirectory(Path.Combine(folder, "shop"));
        Assert.Equal(0, Run(folder, ["dotnet", typeof(CommandLine).Assembly.Location, "publish", "a.psx", "shop"]).Code);
        Assert.StartsWith("generation 1: ", Run(folder, [_folder.File("console/Console")]).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<(string Name, Command Verb)> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [(path.TrimStart(), command)]
            : command.Subcommands.SelectMany(sub => Leaves(sub, $"{path} {sub.Name}"));

    private static (int Code, string Output) Answer(string[] tool, string folder, string command)
    {
        string ids = Path.Combine(folder, "shop", "ids.txt");
        string[] known = File.Exists(ids) ? File.ReadAllLines(ids) : ["P", "Q"];
        string[] words =
        [
            .. command.Split(' ').Select(word => ProductOf().Replace(word, name => known[name.Value == "P" ? 1 : 2])),
            "--json",
        ];
        (int code, string output) = Run(folder, [.. tool, .. words]);
        return (code, output.Replace(folder, ".", StringComparison.Ordinal));
    }

    private static (int Code, string Output) Run(string folder, string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static double Milliseconds(string[] command)
    {
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, Run(".", command).Code);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Returns an answer without what differs from one run to the next: times and rates.</summary>
    private static string Steady(string json)
    {
        JsonNode? root = JsonNode.Parse(json.Length == 0 ? "null" : json);
        Strike(root);
        return root?.ToJsonString() ?? string.Empty;
    }

    /// <summary>
    /// Returns the names that an answer holds. Which efSearch and strategy reach a target is measured anew in each run.
    /// </summary>
    private static string Shape(string json) =>
        string.Join(' ', NameOfField().Matches(Steady(json)).Select(match => match.Value).Distinct());

    private static void Strike(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? one in array)
            {
                Strike(one);
            }
        }
        else if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields.ToArray())
            {
                if (Unsteady().IsMatch(name))
                {
                    fields.Remove(name);
                }
                else
                {
                    Strike(value);
                }
            }
        }
    }

    private static void CopySources(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (string folder in Directory.GetDirectories(from).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
        {
            CopySources(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    private Dictionary<string, string> Locks() => Directory
        .GetFiles(_folder.File("src"), "packages.lock.json", SearchOption.AllDirectories)
        .ToDictionary(path => path, File.ReadAllText);

    /// <summary>Returns a new folder with a log of what was shown and of what was done then.</summary>
    private string NewFolder(string name)
    {
        string folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "gens"));
        Directory.CreateDirectory(Path.Combine(folder, "copy"));
        Hdf5Files.Write(Path.Combine(folder, "hdf5"));
        File.WriteAllText(
            Path.Combine(folder, "shown.csv"),
            "time,session,product,token\n2026-01-01T10:00:00Z,s1,a,AQFNPCsaAwAAAAA-DHByb2R1Y3QtcGFnZQFiSNJ09w\n");
        File.WriteAllText(
            Path.Combine(folder, "later.csv"), "session,time,product,event\ns1,2026-01-01T10:01:00Z,a,view\n");
        return folder;
    }

    [GeneratedRegex("^(seconds|.*Seconds|.*microseconds|.*Microseconds|.*Milliseconds|published|p50|p99|qps|.*PerSecond|path)$")]
    private static partial Regex Unsteady();

    [GeneratedRegex("Without a host:\\s+```csharp\\s(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ConsoleSample();

    [GeneratedRegex("^<(PublishAot|IlcInstructionSet)>.*$", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();

    [GeneratedRegex("\"[A-Za-z0-9]+\":")]
    private static partial Regex NameOfField();

    [GeneratedRegex(@"\b[PQ]\b")]
    private static partial Regex ProductOf();

    [GeneratedRegex(@"ProductSpace[^\n]*: (warning|error) IL\d+")]
    private static partial Regex OwnWarning();
}
