using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>Options of `peers`.</summary>
internal sealed record PeerOptions
{
    public required string Snapshot { get; init; }

    public required string Vectors { get; init; }

    /// <summary>Id file that the snapshot was built with; also used by --build.</summary>
    public string? Ids { get; init; }

    /// <summary>Query vectors; without them the vectors of the sessions serve.</summary>
    public string? Queries { get; init; }

    public int Sessions { get; init; }

    public required string Driver { get; init; }

    /// <summary>M of hnswlib: always more than one, because data with hubs need the larger.</summary>
    public required int[] M { get; init; }

    public int EfConstruction { get; init; }

    /// <summary>Pads the peer's rows to a multiple of 16 numbers, which gives it its AVX-512 kernel at any dimension.</summary>
    public bool Pad { get; init; }

    /// <summary>File to keep hnswlib's index in; {M} in it is replaced.</summary>
    public string? HnswlibIndex { get; init; }

    /// <summary>The driver of Faiss; none without it.</summary>
    public string? FaissDriver { get; init; }

    /// <summary>Indexes of Faiss, as <see cref="FaissPeer"/> reads them.</summary>
    public required string[] Faiss { get; init; }

    /// <summary>File to keep an index of Faiss in; {kind} in it is replaced.</summary>
    public string? FaissIndex { get; init; }

    /// <summary>Further libraries, as <see cref="GraphPeer"/> reads them.</summary>
    public string[] Graphs { get; init; } = [];

    /// <summary>How many times k candidates an inverted file measures again: one curve each.</summary>
    public required int[] RerankFactors { get; init; }

    /// <summary>Asks each M of hnswlib once more in a process that asks for huge pages.</summary>
    public bool HugePages { get; init; }

    /// <summary>Threads of a table of their own; none where it is 0.</summary>
    public int Together { get; init; }

    public int Rounds { get; init; }

    public int K { get; init; }

    public int Threads { get; init; }

    /// <summary>Builds our snapshot in the run, so that its cost is in the report.</summary>
    public bool Build { get; init; }

    /// <summary>M of our own graph when it is built here.</summary>
    public int OwnM { get; init; }

    public OpenMode Open { get; init; }

    public string? Out { get; init; }

    /// <summary>The picture of the curves; beside the page where it is not named.</summary>
    public string? Svg { get; init; }

    public static PeerOptions From(Arguments arguments)
    {
        PeerOptions options = new()
        {
            Snapshot = arguments.Text("snapshot"),
            Vectors = arguments.Text("vectors"),
            Ids = arguments.Find("ids"),
            Queries = arguments.Find("queries"),
            Sessions = arguments.Number("sessions", 1000),
            Driver = arguments.Text("driver"),
            M = arguments.Numbers("m", [16, 32]),
            EfConstruction = arguments.Number("ef-construction", 200),
            Pad = arguments.Has("pad"),
            HnswlibIndex = arguments.Find("hnswlib-index"),
            FaissDriver = arguments.Find("faiss-driver"),
            Faiss = (arguments.Find("faiss") ?? "hnsw:32,ivfpq").Split(','),
            FaissIndex = arguments.Find("faiss-index"),
            Graphs = arguments.Find("graphs")?.Split(',') ?? [],
            RerankFactors = arguments.Numbers("k-factor", [10, 32]),
            HugePages = arguments.Has("huge-pages"),
            Together = arguments.Number("together", 0),
            Rounds = Math.Max(1, arguments.Number("rounds", 3)),
            K = arguments.Number("k", 10),
            Threads = arguments.Number("threads", Environment.ProcessorCount),
            Build = arguments.Has("build"),
            OwnM = arguments.Number("own-m", 32),
            Open = Enum.Parse<OpenMode>(arguments.Find("open") ?? nameof(OpenMode.Warm), ignoreCase: true),
            Out = arguments.Find("out"),
            Svg = arguments.Find("svg") ?? (arguments.Find("out") is string page ? Path.ChangeExtension(page, ".svg") : null),
        };
        arguments.RefuseUnread();
        return options;
    }

    /// <summary>The path with its mark filled in, or with the text behind it where the mark is missing: no two indexes share a file.</summary>
    public static string? Fill(string? path, string mark, string text, string before) =>
        path is null ? null : path.Contains(mark, StringComparison.Ordinal) ? path.Replace(mark, text, StringComparison.Ordinal) : path + before + text;
}
