using System.Text.Json;

namespace ProductSpace.RecallBench.Peers;

/// <summary>One index of a peer in a process of its own, so that indexes of several settings stand ready at once.</summary>
internal abstract class Peer : IDisposable
{
    private readonly string _engine;

    /// <summary>Starts the driver and gives it rows, queries and truth; the caller builds or opens.</summary>
    protected Peer(string driver, string engine, bool pad, PeerFiles files, bool hugePages = false)
        : this(driver, engine, pad, files.Vectors, hugePages)
    {
        try
        {
            Driver.Ask($"queries {PeerDriver.Quote(files.Queries)}");
            Driver.Ask($"truth {PeerDriver.Quote(files.TruthRows)} {PeerDriver.Quote(files.TruthSimilarities)}");
        }
        catch
        {
            Driver.Dispose();
            throw;
        }
    }

    /// <summary>Starts the driver and gives it rows only.</summary>
    protected Peer(string driver, string engine, bool pad, string vectors, bool hugePages = false)
    {
        _engine = engine;
        Driver = new PeerDriver(driver, engine, hugePages);
        try
        {
            Version = Describe(Driver.Ask("version"));
            Driver.Ask($"load {PeerDriver.Quote(vectors)}{(pad ? " pad" : string.Empty)}");
        }
        catch
        {
            Driver.Dispose();
            throw;
        }
    }

    /// <summary>The index, whatever the searches over it.</summary>
    public abstract string Name { get; }

    public string Version { get; }

    /// <summary>What the build cost, or where the index came from.</summary>
    public string Origin { get; private set; } = string.Empty;

    public abstract IReadOnlyList<ISearchMethod> Methods { get; }

    protected PeerDriver Driver { get; }

    public void Dispose() => Driver.Dispose();

    /// <summary>Opens the index at a path where there is one, else builds it and keeps it there; the driver's description of it.</summary>
    protected JsonElement BuildOrOpen(string? saved, string build)
    {
        if (saved is not null && File.Exists(saved))
        {
            Origin = "opened, not built in this run";
            return Driver.Ask($"open {PeerDriver.Quote(saved)}");
        }

        JsonElement built = Driver.Ask(build);
        Origin = FormattableString.Invariant($"built: {Number("cpuSeconds"):F1} CPU s, {Number("wallSeconds"):F1} s wall, {Number("threads"):F0} threads, peak {Number("peakResidentMegabytes"):F0} MiB");
        if (saved is not null)
        {
            Driver.Ask($"save {PeerDriver.Quote(saved)}");
        }

        return built;

        double Number(string name) => built.GetProperty(name).GetDouble();
    }

    /// <summary>An index file of another setting would be measured under a wrong name.</summary>
    protected void Demand(JsonElement index, string name, int value, string? saved)
    {
        if (index.GetProperty(name).GetInt32() != value)
        {
            throw new InvalidOperationException($"{saved}: an index of {_engine} with {name} {index.GetProperty(name)}, not {value}; remove it or name another file");
        }
    }

    private static string Describe(JsonElement version)
    {
        string library = version.TryGetProperty("libraryOptions", out JsonElement options) ? $"library {version.GetProperty("library")} compiled as \"{options}\"; driver: " : string.Empty;
        return $"{version.GetProperty("peer")} ({version.GetProperty("package")}, {library}{version.GetProperty("compiler")}, {version.GetProperty("flags")}, {version.GetProperty("instructions")})";
    }
}
