using System.Text;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.TrainerBench.Quality;

/// <summary>An embedding file in memory, with the row of each id.</summary>
internal sealed class EmbeddingMatrix
{
    private readonly float[][] _rows;
    private readonly Dictionary<string, int> _places;

    private EmbeddingMatrix(float[][] rows, Dictionary<string, int> places, int dimension)
    {
        _rows = rows;
        _places = places;
        Dimension = dimension;
    }

    public int Count => _rows.Length;

    public int Dimension { get; }

    public static EmbeddingMatrix Read(string path, IReadOnlyList<string>? ids)
    {
        using EmbeddingFile file = EmbeddingFiles.Open(path);
        if (!file.HasIds && ids?.Count != file.Count)
        {
            throw new ArgumentException($"{path} ({file.Format}) has {file.Count} rows without ids; --ids must name a file of as many lines");
        }

        float[][] rows = new float[file.Count][];
        Dictionary<string, int> places = new(file.Count, StringComparer.Ordinal);
        for (int i = 0; i < rows.Length; i++)
        {
            file.ReadRow(i, rows[i] = new float[file.Dimension]);
            string id = file.HasIds ? Encoding.UTF8.GetString(file.GetId(i)) : ids![i];
            if (!places.TryAdd(id, i))
            {
                throw new ArgumentException($"{path} holds the id \"{id}\" twice ({file.Locate(i)})");
            }
        }

        return new EmbeddingMatrix(rows, places, file.Dimension);
    }

    /// <summary>The product's row, or -1.</summary>
    public int Find(string id) => _places.GetValueOrDefault(id, -1);

    public ReadOnlySpan<float> Row(int row) => _rows[row];

    /// <summary>The same rows in the order of another matrix, which may hold fewer products.</summary>
    public EmbeddingMatrix InOrderOf(EmbeddingMatrix other, string path)
    {
        if (Dimension != other.Dimension)
        {
            throw new ArgumentException($"{path} has vectors of {Dimension} numbers, its IN file of {other.Dimension}");
        }

        float[][] rows = new float[other.Count][];
        foreach ((string id, int place) in other._places)
        {
            int row = Find(id);
            rows[place] = row >= 0 ? _rows[row] : throw new ArgumentException($"{path} has no vector for \"{id}\", which the IN file has");
        }

        return new EmbeddingMatrix(rows, other._places, Dimension);
    }
}
