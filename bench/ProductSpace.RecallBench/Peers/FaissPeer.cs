using System.Globalization;
using System.Text.Json;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// One index of Faiss: "hnsw:32" is HNSW over flat rows with M = 32; "ivfpq" is an inverted file with fast-scan codes and a
/// re-rank, "ivfpq:4000" the same with this many lists. An inverted file is one curve for each re-rank factor.
/// </summary>
internal sealed class FaissPeer : Peer
{
    public FaissPeer(PeerOptions options, string kind, PeerFiles files)
        : base(options.FaissDriver!, "faiss", pad: false, files)
    {
        try
        {
            string[] parts = kind.Split(':');
            int number = 0;
            bool known = parts.Length <= 2 && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number));
            string? saved = PeerOptions.Fill(options.FaissIndex, "{kind}", kind.Replace(":", string.Empty, StringComparison.Ordinal), ".");
            (Name, Methods) = (parts[0], number) switch
            {
                ("hnsw", > 0) when known => Hnsw(options, number, saved),
                ("ivfpq", _) when known => Lists(options, number, saved),
                _ => throw new ArgumentException($"--faiss has \"{kind}\"; hnsw:M, ivfpq or ivfpq:NLIST is expected"),
            };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Name { get; }

    public override IReadOnlyList<ISearchMethod> Methods { get; }

    private (string Name, ISearchMethod[] Methods) Hnsw(PeerOptions options, int m, string? saved)
    {
        JsonElement index = BuildOrOpen(saved, FormattableString.Invariant($"build hnsw {m} {options.EfConstruction} {options.Threads}"));
        Demand(index, "M", m, saved);
        Demand(index, "efConstruction", options.EfConstruction, saved);
        PeerSearch method = new(Driver, "Faiss HNSW", FormattableString.Invariant($"M={m}"), Grid.EfSearch, Grid.EfSearches(options.K), options.K);
        return (method.Name, [method]);
    }

    private (string Name, ISearchMethod[] Methods) Lists(PeerOptions options, int lists, string? saved)
    {
        JsonElement index = BuildOrOpen(saved, FormattableString.Invariant($"build ivfpq {lists} {options.Threads}"));
        int found = index.GetProperty("nlist").GetInt32();
        if (lists > 0)
        {
            Demand(index, "nlist", lists, saved);
        }

        ISearchMethod[] methods = [.. options.RerankFactors.Select(factor => new PeerSearch(
            Driver, "Faiss IVF-PQ", FormattableString.Invariant($"k_factor={factor}"), Grid.Probes, Grid.ProbesOf(found), options.K, FormattableString.Invariant($" {factor}")))];
        return (FormattableString.Invariant($"Faiss IVF-PQ, IVF{found}, {index.GetProperty("codeBytes")} bytes a code, x4fs, flat re-rank"), methods);
    }
}
