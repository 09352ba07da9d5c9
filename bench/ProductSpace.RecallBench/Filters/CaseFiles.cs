using System.Runtime.InteropServices;
using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Filters;

/// <summary>What the peers' driver reads of a case: queries, truth, sets of rows. The scratch folder goes with the run.</summary>
internal sealed class CaseFiles : IDisposable
{
    /// <summary>Stands in the truth where a filter has fewer matches than k: no cosine is so small.</summary>
    private const float NoAnswer = -2;

    private readonly string _folder = Directory.CreateTempSubdirectory("productspace-filters-").FullName;
    private readonly int _rows;

    public CaseFiles(EmbeddingFile file, string path)
    {
        _rows = file.Count;
        Vectors = path;
        if (!Vecs.IsFvecs(file))
        {
            Vectors = Path.Combine(_folder, "vectors.fvecs");
            Vecs.Write(Vectors, file);
        }
    }

    public string Vectors { get; }

    public string Queries => Path.Combine(_folder, "queries.fvecs");

    public string TruthRows => Path.Combine(_folder, "truth.ivecs");

    public string TruthSimilarities => Path.Combine(_folder, "truth.fvecs");

    public string Sets => Path.Combine(_folder, "sets.bits");

    public string SetOfQuery => Path.Combine(_folder, "setofquery.ivecs");

    public void Write(AskedCase asked, int most)
    {
        Vecs.Write(Queries, asked.Queries);
        Vecs.Write(TruthRows, asked.TruthRows.Select(rows => Filled(rows, most, -1)));
        Vecs.Write(TruthSimilarities, asked.TruthSimilarities.Select(row => Filled(row, most, NoAnswer)));
        Vecs.Write(SetOfQuery, asked.Case.FilterOf.Select(number => (int[])[number]));
        using FileStream sets = File.Create(Sets);
        ulong[] words = new ulong[(_rows + 63) / 64];
        foreach (int[] matches in asked.Matches)
        {
            words.AsSpan().Clear();
            foreach (int row in matches)
            {
                words[row >> 6] |= 1UL << (row & 63);
            }

            sets.Write(MemoryMarshal.AsBytes<ulong>(words));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static T[] Filled<T>(T[] row, int length, T with) => [.. row, .. Enumerable.Repeat(with, length - row.Length)];
}
