using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// `peers`: our engine, hnswlib and Faiss in one run, on the same rows, queries and truth, each on one thread, interleaved.
/// </summary>
internal static class PeersCommand
{
    public static void Run(Arguments arguments)
    {
        PeerOptions options = PeerOptions.From(arguments);
        string origin = options.Build ? OwnBuild.Run(options) : "opened, not built in this run";
        using EmbeddingFile file = EmbeddingFiles.Open(options.Vectors);
        using ProductIndex index = ProductIndex.Open(options.Snapshot, options.Open);
        int[] rowOf = RowMap.Make(index, file, options.Ids);
        int[][] sessions = options.Sessions > 0 ? Sessions.Make(index, options.Sessions) : [];
        float[][] queries = options.Queries is not null ? Vecs.Read(options.Queries) : Sessions.Vectors(index, sessions);
        if (queries.Length == 0 || queries[0].Length != file.Dimension || options.K > file.Count)
        {
            throw new ArgumentException($"no queries of dimension {file.Dimension}, or k above the rows: give --queries F of this dimension or --sessions above 0");
        }

        Progress.Say($"{file.Count} rows, {queries.Length} queries, {sessions.Length} sessions");
        Exact truth = Exact.Compute(file, queries, options.K);
        Progress.Say("exact answers found");
        using PeerFiles files = new(options, file, queries, truth);
        List<Peer> peers = [];
        try
        {
            foreach (int m in options.M)
            {
                Add(new HnswlibPeer(options, m, hugePages: false, files));
                if (options.HugePages)
                {
                    Add(new HnswlibPeer(options, m, hugePages: true, files));
                }
            }

            foreach (string kind in options.FaissDriver is null ? [] : options.Faiss)
            {
                Add(new FaissPeer(options, kind, files));
            }

            foreach (string graph in options.Graphs)
            {
                Add(GraphPeer.Start(options, graph, files));
            }

            VectorSearch Ours(Asking asking) => new(index, queries, truth, file, rowOf, options.K, asking);
            VectorSearch scan = Ours(Asking.Exact);
            List<ISearchMethod> methods = [Ours(Asking.Target), scan, Ours(Asking.Walk), .. peers.SelectMany(peer => peer.Methods)];
            int ofVectors = methods.Count;
            if (sessions.Length > 0)
            {
                methods.Add(new SessionSearch(index, sessions, options.K, unseeded: false));
                methods.Add(new SessionSearch(index, sessions, options.K, unseeded: true));
            }

            List<List<Sample>> grids = [.. methods.Select(method => Grid.Choose(method))];
            List<MethodFigures> figures = Rounds.Run(methods, grids, options.Rounds);
            RunFigures run = new(figures[0], figures[1], figures[2..ofVectors], figures[ofVectors..], queries.Length, scan.Asked, sessions.Length);
            PeersPicture.Publish(options, index.Info, run);
            PeersReport.Make(arguments.Line, options, index.Info, origin, peers, run).Publish(options.Out);
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }

        void Add(Peer peer)
        {
            peers.Add(peer);
            Progress.Say($"{peer.Name}: {peer.Origin}");
        }
    }
}
