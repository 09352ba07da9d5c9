using System.Globalization;
using System.Text.Json;

namespace ProductSpace.RecallBench.Peers;

/// <summary>hnswlib with one M, in a process of its own, so that indexes of several M stand ready at once.</summary>
internal sealed class HnswlibSearch : ISearchMethod, IDisposable
{
    private readonly HnswlibDriver _driver;
    private readonly int _k;
    private readonly int _m;

    public HnswlibSearch(PeerOptions options, int m, PeerFiles files)
    {
        _m = m;
        _k = options.K;
        _driver = new HnswlibDriver(options.Driver);
        try
        {
            JsonElement version = _driver.Ask("version");
            Version = $"{version.GetProperty("peer")} ({version.GetProperty("package")}, {version.GetProperty("compiler")}, {version.GetProperty("instructions")})";
            _driver.Ask($"load {HnswlibDriver.Quote(files.Vectors)}{(options.Pad ? " pad" : string.Empty)}");
            _driver.Ask($"queries {HnswlibDriver.Quote(files.Queries)}");
            _driver.Ask($"truth {HnswlibDriver.Quote(files.TruthRows)} {HnswlibDriver.Quote(files.TruthSimilarities)}");
            BuildOrOpen(options);
        }
        catch
        {
            _driver.Dispose();
            throw;
        }
    }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"hnswlib M={_m}");

    public string Version { get; }

    /// <summary>What the build cost, or where the index came from.</summary>
    public string Origin { get; private set; } = string.Empty;

    public Sample Measure(int ef, bool count)
    {
        JsonElement answer = _driver.Ask(string.Create(CultureInfo.InvariantCulture, $"search {_k} {ef}{(count ? " count" : string.Empty)}"));
        return new Sample(ef, Number("recall"), Number("cpuMicroseconds"), Number("p50Microseconds"), Number("p99Microseconds"), Number("p999Microseconds"))
        {
            Distances = count ? Number("distances") : 0,
        };

        double Number(string name) => answer.GetProperty(name).GetDouble();
    }

    public void Dispose() => _driver.Dispose();

    private void BuildOrOpen(PeerOptions options)
    {
        string? saved = options.SavedIndex(_m);
        if (saved is not null && File.Exists(saved))
        {
            JsonElement opened = _driver.Ask($"open {HnswlibDriver.Quote(saved)}");
            if (opened.GetProperty("M").GetInt32() != _m || opened.GetProperty("efConstruction").GetInt32() != options.EfConstruction)
            {
                throw new InvalidOperationException($"{saved} was built with M {opened.GetProperty("M")} and efConstruction {opened.GetProperty("efConstruction")}; remove it or name another file");
            }

            Origin = "opened, not built in this run";
            return;
        }

        JsonElement built = _driver.Ask(string.Create(CultureInfo.InvariantCulture, $"build {_m} {options.EfConstruction} {options.Threads} 100"));
        Origin = string.Create(CultureInfo.InvariantCulture, $"built: {built.GetProperty("cpuSeconds").GetDouble():F1} CPU s, {built.GetProperty("wallSeconds").GetDouble():F1} s wall, {options.Threads} threads, peak {built.GetProperty("peakResidentMegabytes").GetDouble():F0} MiB");
        if (saved is not null)
        {
            _driver.Ask($"save {HnswlibDriver.Quote(saved)}");
        }
    }
}
