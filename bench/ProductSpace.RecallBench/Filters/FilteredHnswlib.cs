using System.Text.Json;
using ProductSpace.RecallBench.Peers;

namespace ProductSpace.RecallBench.Filters;

/// <summary>hnswlib with its filter functor over a bitmap of rows, the cheapest test that there is.</summary>
internal sealed class FilteredHnswlib : Peer, IFilterMethod
{
    private const int Seed = 100;

    private readonly CaseFiles _files;
    private readonly int _most;
    private readonly int _milliseconds;
    private AskedCase? _current;

    public FilteredHnswlib(PeerOptions options, CaseFiles files, int most, int milliseconds)
        : base(options.Driver, "hnswlib", options.Pad, files.Vectors)
    {
        _files = files;
        _most = most;
        _milliseconds = milliseconds;
        try
        {
            int m = options.M[0];
            Name = FormattableString.Invariant($"hnswlib M={m}");
            string? saved = PeerOptions.Fill(options.HnswlibIndex, "{M}", FormattableString.Invariant($"{m}"), string.Empty);
            JsonElement index = BuildOrOpen(saved, FormattableString.Invariant($"build {m} {options.EfConstruction} {options.Threads} {Seed}"));
            Demand(index, "M", m, saved);
            Demand(index, "efConstruction", options.EfConstruction, saved);
        }
        catch
        {
            Driver.Dispose();
            throw;
        }
    }

    public override string Name { get; }

    /// <summary>None: what it answers under a filter is <see cref="Measure"/>.</summary>
    public override IReadOnlyList<ISearchMethod> Methods => [];

    public IReadOnlyList<int> Settings(int k) => Grid.EfSearches(k);

    public FilterPass Measure(AskedCase asked, int k, int setting)
    {
        Tell(asked);
        JsonElement answer = Driver.Ask(FormattableString.Invariant($"search {k} {setting} within {_milliseconds}"));
        Sample sample = new(setting, Number("recall"), Number("cpuMicroseconds"), Number("p50Microseconds"), Number("p99Microseconds"), Number("p999Microseconds"));
        if (sample.Recall > 1)
        {
            throw new InvalidOperationException($"{asked.Case.Name}: the hnswlib driver found more than there is, so it answers outside of the filter");
        }

        return new FilterPass(sample, answer.TryGetProperty("asked", out JsonElement number) ? number.GetInt32() : asked.Queries.Length);

        double Number(string name) => answer.GetProperty(name).GetDouble();
    }

    private void Tell(AskedCase asked)
    {
        if (_current == asked)
        {
            return;
        }

        _files.Write(asked, _most);
        Driver.Ask($"queries {PeerDriver.Quote(_files.Queries)}");
        Driver.Ask($"truth {PeerDriver.Quote(_files.TruthRows)} {PeerDriver.Quote(_files.TruthSimilarities)}");
        if (asked.Case.Kind != FilterKind.None)
        {
            Driver.Ask($"allow {PeerDriver.Quote(_files.Sets)} {PeerDriver.Quote(_files.SetOfQuery)}");
        }

        _current = asked;
    }
}
