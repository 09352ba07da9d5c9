using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;

namespace ProductSpace.RecallBench.Filters;

/// <summary>Options of `filters`.</summary>
internal sealed record MatrixOptions
{
    /// <summary>A share of the products is given in so many parts.</summary>
    public const double ShareParts = 10_000;

    public required string Snapshot { get; init; }

    public required string Vectors { get; init; }

    public string? Ids { get; init; }

    public required string Queries { get; init; }

    /// <summary>Most queries of a pass.</summary>
    public int Count { get; init; }

    public int Rounds { get; init; }

    public required int[] K { get; init; }

    public required FilterKind[] Kinds { get; init; }

    public required double[] Shares { get; init; }

    /// <summary>A pass asks no further queries after this time: under narrow filters a walk may look at most of the rows.</summary>
    public int PassMilliseconds { get; init; }

    public int Seed { get; init; }

    /// <summary>What hnswlib is given; null without a driver.</summary>
    public PeerOptions? Hnswlib { get; init; }

    public string? Out { get; init; }

    public static MatrixOptions From(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        string vectors = arguments.Text("vectors");
        int[] k = arguments.Numbers("k", [10, 100]);
        string? driver = arguments.Find("driver");
        PeerOptions hnswlib = new()
        {
            Snapshot = snapshot,
            Vectors = vectors,
            Driver = driver ?? string.Empty,
            M = arguments.Numbers("m", [16]),
            EfConstruction = arguments.Number("ef-construction", 200),
            Pad = arguments.Has("pad"),
            HnswlibIndex = arguments.Find("hnswlib-index"),
            Threads = arguments.Number("threads", Environment.ProcessorCount),
            Faiss = [],
            RerankFactors = [],
        };
        MatrixOptions options = new()
        {
            Snapshot = snapshot,
            Vectors = vectors,
            Ids = arguments.Find("ids"),
            Queries = arguments.Text("queries"),
            Count = Math.Max(1, arguments.Number("count", 200)),
            Rounds = Math.Max(1, arguments.Number("rounds", 3)),
            K = k,
            Kinds = [FilterKind.None, .. (arguments.Find("kinds") ?? "random,own,other,price,facets,not").Split(',').Select(Kind)],
            Shares = [.. arguments.Numbers("shares", [5000, 2000, 1000, 500, 200, 100, 30, 10, 1]).Select(parts => parts / ShareParts)],
            PassMilliseconds = arguments.Number("pass-milliseconds", 1000),
            Seed = arguments.Number("seed", 1),
            Hnswlib = driver is null ? null : hnswlib,
            Out = arguments.Find("out"),
        };
        arguments.RefuseUnread();
        return k.Length > 0 && k.All(number => number > 0) && options.Shares.All(share => share is > 0 and <= 1)
            ? options
            : throw new ArgumentException("--k are numbers above 0, --shares numbers from 1 to 10000");
    }

    private static FilterKind Kind(string word) =>
        Enum.TryParse(word, ignoreCase: true, out FilterKind kind) && kind != FilterKind.None
            ? kind
            : throw new ArgumentException($"--kinds has \"{word}\"; random, own, other, price, facets and not are known");
}
