using System.Text.Json;

namespace ProductSpace.RecallBench.Peers;

/// <summary>hnswlib with one M.</summary>
internal sealed class HnswlibPeer : Peer
{
    /// <summary>Its levels come from this seed: the library's own default.</summary>
    private const int Seed = 100;

    private readonly string _variant;

    public HnswlibPeer(PeerOptions options, int m, bool hugePages, PeerFiles files)
        : base(options.Driver, "hnswlib", options.Pad, files, hugePages)
    {
        _variant = FormattableString.Invariant($"M={m}{(hugePages ? ", huge pages" : string.Empty)}");
        try
        {
            string? saved = PeerOptions.Fill(options.HnswlibIndex, "{M}", FormattableString.Invariant($"{m}"), ".M");
            JsonElement index = BuildOrOpen(saved, FormattableString.Invariant($"build {m} {options.EfConstruction} {options.Threads} {Seed}"));
            Demand(index, "M", m, saved);
            Demand(index, "efConstruction", options.EfConstruction, saved);
            Methods = [new PeerSearch(Driver, "hnswlib", _variant, Grid.EfSearch, Grid.EfSearches(options.K), options.K) { CanAskTogether = true }];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Name => $"hnswlib {_variant}";

    public override IReadOnlyList<ISearchMethod> Methods { get; }
}
