using System.Globalization;
using System.Text.Json;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// An HNSW of a library whose driver takes a kind of codes and M: "f32:16=DRIVER" builds float32 with M = 16, "16=DRIVER"
/// where the library knows one kind alone. Built in the run: not every library's driver keeps an index.
/// </summary>
internal sealed class GraphPeer : Peer
{
    private GraphPeer(PeerOptions options, string driver, string kind, int m, PeerFiles files)
        : base(driver, Path.GetFileNameWithoutExtension(driver), pad: false, files)
    {
        try
        {
            JsonElement index = BuildOrOpen(saved: null, FormattableString.Invariant($"build {kind} {m} {options.EfConstruction} {options.Threads}").Replace("build  ", "build ", StringComparison.Ordinal));
            Demand(index, "M", m, saved: null);
            string library = Version[..Version.IndexOf(" (", StringComparison.Ordinal)];
            string variant = FormattableString.Invariant($"{kind} M={m}").TrimStart();
            Name = $"{library} {variant}";
            Methods = [new PeerSearch(Driver, library, variant, Grid.EfSearch, Grid.EfSearches(options.K), options.K)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Name { get; }

    public override IReadOnlyList<ISearchMethod> Methods { get; }

    /// <summary>Reads one of --graphs and starts it.</summary>
    public static GraphPeer Start(PeerOptions options, string graph, PeerFiles files)
    {
        int equals = graph.IndexOf('=', StringComparison.Ordinal);
        string[] parts = equals > 0 ? graph[..equals].Split(':') : [];
        if (parts.Length is not (1 or 2) || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int m))
        {
            throw new ArgumentException($"--graphs has \"{graph}\"; KIND:M=DRIVER or M=DRIVER is expected, such as f32:16=bench/peers/build/usearch-driver");
        }

        return new GraphPeer(options, graph[(equals + 1)..], parts.Length == 2 ? parts[0] : string.Empty, m, files);
    }
}
