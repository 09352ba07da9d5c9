using System.Globalization;

namespace ProductSpace.Fuzz;

/// <summary>What a campaign runs: mutants [From, From + Count) of a target, until they are done or the time is.</summary>
internal sealed record CampaignOptions
{
    public required string Target { get; init; }

    public ulong Seed { get; init; } = 1;

    public long From { get; init; }

    public long Count { get; init; } = 10_000;

    public int Threads { get; init; } = 1;

    /// <summary>Wall-clock seconds after which no more mutants are begun; 0 for no limit.</summary>
    public int Seconds { get; init; }

    /// <summary>Seconds that one mutant may take.</summary>
    public int HangSeconds { get; init; } = 60;

    /// <summary>Findings after which no more mutants are begun.</summary>
    public int MostFindings { get; init; } = 20;

    /// <summary>Where the state and the finds are kept; empty for none: nothing to go on from.</summary>
    public string Folder { get; init; } = string.Empty;

    /// <summary>A broken reader in place of the engine, for the tests of the harness.</summary>
    public string Twin { get; init; } = string.Empty;

    /// <summary>Reads pairs name=value after the target.</summary>
    public static CampaignOptions Parse(string target, IEnumerable<string> pairs)
    {
        CampaignOptions options = new() { Target = target };
        foreach (string pair in pairs)
        {
            string[] parts = pair.Split('=', 2);
            string value = parts.Length == 2 ? parts[1] : string.Empty;
            options = parts[0] switch
            {
                "seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "from" => options with { From = long.Parse(value, CultureInfo.InvariantCulture) },
                "count" => options with { Count = long.Parse(value, CultureInfo.InvariantCulture) },
                "threads" => options with { Threads = int.Parse(value, CultureInfo.InvariantCulture) },
                "seconds" => options with { Seconds = int.Parse(value, CultureInfo.InvariantCulture) },
                "hang" => options with { HangSeconds = int.Parse(value, CultureInfo.InvariantCulture) },
                "folder" => options with { Folder = value },
                "twin" => options with { Twin = value },
                _ => throw new ArgumentException($"{pair}: the settings of a campaign are seed, from, count, threads, seconds, hang, folder and twin"),
            };
        }

        return options;
    }
}
