using ProductSpace.Numerics;
using ProductSpace.Recommendations;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;
using ProductSpace.Training.ColdStart;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Estimates vectors for the rows of a catalogue that a model has none for: learns from the rows that it has one for,
/// of which a seeded sample is kept, so that memory does not grow with the shop.
/// </summary>
internal sealed class ColdRows
{
    private const ulong SampleSeed = 0xC47A;

    /// <summary>As in a build: with fewer rows joined, the ids of the catalogue are of another kind.</summary>
    private const int LeastShare = 10;

    private readonly List<ColdProduct> _cold = [];

    private ColdRows(ColdStartModel model) => Model = model;

    /// <summary>What the estimates come from.</summary>
    public ColdStartModel Model { get; }

    /// <summary>Products that the model lacks.</summary>
    public IReadOnlyList<ColdProduct> Products => _cold;

    /// <summary>Products that share nothing with a trained one: the mean vector.</summary>
    public int Unknown { get; private set; }

    /// <summary>Facets and brand are attributes; other columns may hold anything.</summary>
    public static ColdProduct Of(CatalogProduct product, CatalogReader reader)
    {
        List<(string, string)> attributes = [];
        for (int i = 0; i < reader.Facets.Count; i++)
        {
            attributes.Add((reader.Facets[i], product.Facets[i]));
        }

        string name = string.Empty;
        for (int i = 0; i < reader.PayloadColumns.Count; i++)
        {
            if (reader.PayloadColumns[i] == ColumnNames.Name)
            {
                name = product.Payload[i];
            }
            else if (reader.PayloadColumns[i] == ColumnNames.Brand && !reader.Facets.Contains(ColumnNames.Brand))
            {
                attributes.Add((ColumnNames.Brand, product.Payload[i]));
            }
        }

        return new ColdProduct
        {
            Id = product.Id,
            Category = product.Category,
            Price = product.Price,
            Name = name,
            Attributes = attributes,
        };
    }

    /// <summary>Gives the estimates to a build; null if nothing can be estimated or there is nothing to.</summary>
    /// <param name="files">Vectors, OUT vectors or null, and ids of a model folder.</param>
    /// <param name="reader">The catalogue, which is read once more than by the build.</param>
    /// <param name="allowUnjoined">Whether a catalogue of other ids is meant so.</param>
    /// <param name="builder">The build.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static ColdRows? AddTo(
        ProductIndexBuilder builder,
        (string Vectors, string? Next, string Ids) files,
        CatalogReader reader,
        bool allowUnjoined,
        CancellationToken cancellationToken)
    {
        using EmbeddingFile similar = EmbeddingFiles.Open(files.Vectors, cancellationToken: cancellationToken);
        using EmbeddingFile? next = files.Next is null
            ? null
            : EmbeddingFiles.Open(files.Next, cancellationToken: cancellationToken);
        ColdStartOptions options = new();
        List<ColdProduct> cold = [];
        List<ColdProduct> known = [];
        List<int> rows = [];
        int joined = Split(similar.Count, known, rows, cold);
        if (cold.Count == 0 || (!allowUnjoined && joined < Math.Min(joined + cold.Count, similar.Count) / LeastShare))
        {
            return null;
        }

        ColdStartModel? model = ColdStartModel.Learn(
            known, Read(similar), next is null ? default : Read(next), similar.Dimension, default, options,
            cancellationToken);
        if (model is null)
        {
            return null;
        }

        ColdRows result = new(model);
        result._cold.AddRange(cold);
        result.Estimate(builder);
        return result;

        int Split(int count, List<ColdProduct> trained, List<int> trainedRows, List<ColdProduct> others)
        {
            Dictionary<string, int> rowOf = new(count, StringComparer.Ordinal);
            foreach (string id in TextLines.Read(files.Ids, null))
            {
                rowOf.TryAdd(id, rowOf.Count);
            }

            // About as many as are learned from, whatever the number of rows.
            ulong most = (ulong)(ulong.MaxValue * Math.Min(1.0, (double)options.MaxProducts / Math.Max(1, count)));
            VariantRows variants = new(rowOf.ContainsKey);
            List<(ColdProduct, string?)> unknown = [];
            int met = 0;
            foreach (CatalogProduct read in reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (variants.FirstOf(read) is not CatalogProduct product)
                {
                    continue;
                }

                if (!rowOf.TryGetValue(product.Id, out int row))
                {
                    unknown.Add((Of(product, reader), product.GroupId));
                    continue;
                }

                met++;
                if (count <= options.MaxProducts || SeededRandom.Hash(SampleSeed, (ulong)row) <= most)
                {
                    trained.Add(Of(product, reader));
                    trainedRows.Add(row);
                }
            }

            others.AddRange(variants.Merge(unknown, static (product, id) => product with { Id = id }));
            return met;
        }

        float[] Read(EmbeddingFile file)
        {
            float[] vectors = new float[checked(rows.Count * file.Dimension)];
            for (int i = 0; i < rows.Count; i++)
            {
                file.ReadRow(rows[i], vectors.AsSpan(i * file.Dimension, file.Dimension));
            }

            return vectors;
        }
    }

    private void Estimate(ProductIndexBuilder builder)
    {
        int dimension = Model.Dimension;
        float[] similar = new float[checked(_cold.Count * dimension)];
        float[] next = new float[Model.HasNext ? similar.Length : 0];
        List<string> ids = new(_cold.Count);
        for (int i = 0; i < _cold.Count; i++)
        {
            Span<float> row = similar.AsSpan(i * dimension, dimension);
            Unknown += Model.Estimate(_cold[i], row, next.AsSpan(i * Math.Min(dimension, next.Length))[..NextLength()])
                ? 0
                : 1;
            ids.Add(_cold[i].Id);
        }

        builder.UseEstimates(ids, similar, next, dimension).MarkEstimated(ids);

        int NextLength() => Model.HasNext ? dimension : 0;
    }
}
