using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Peers;

/// <summary>What the driver reads: vectors, queries and truth as files in a scratch folder that goes with the run.</summary>
internal sealed class PeerFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("productspace-peers-").FullName;

    public PeerFiles(PeerOptions options, EmbeddingFile file, float[][] queries, Exact truth)
    {
        Vectors = options.Vectors;
        if (!Vecs.IsFvecs(file))
        {
            Vectors = Path.Combine(_folder, "vectors.fvecs");
            Vecs.Write(Vectors, file);
        }

        Vecs.Write(Queries, queries);
        Vecs.Write(TruthRows, truth.Rows);
        Vecs.Write(TruthSimilarities, truth.Similarities);
    }

    public string Vectors { get; }

    public string Queries => Path.Combine(_folder, "queries.fvecs");

    public string TruthRows => Path.Combine(_folder, "truth.ivecs");

    public string TruthSimilarities => Path.Combine(_folder, "truth.fvecs");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
