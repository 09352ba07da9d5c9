using System.Globalization;
using System.Linq;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>
/// Changes that a build takes in beside its inputs. They win: a product's vector and attributes are as they say, and what
/// they do not say is as the inputs have it. Products that the inputs do not hold are added behind theirs, in the order of
/// their ids, so that the bytes do not tell in which order the changes came. A fold is for one build.
/// </summary>
/// <param name="products">What changes, each id once.</param>
/// <param name="dimension">Numbers of the vectors.</param>
/// <param name="source">Where the changes stand, for messages.</param>
/// <param name="known">Some products of the snapshot under the changes with their vectors, to tell whether these are of the build's space; may be empty.</param>
internal sealed class MergedInputs(IEnumerable<MergedProduct> products, int dimension, string source, IReadOnlyDictionary<string, float[]> known)
{
    /// <summary>Below this mean cosine two trainings have nothing to do with each other; one that began at the other's vectors stays far above.</summary>
    private const double SameSpace = 0.5;

    /// <summary>From so few products nothing is told.</summary>
    private const int MinShared = 16;

    private readonly Dictionary<string, MergedProduct> _products = products.ToDictionary(product => product.Id, StringComparer.Ordinal);

    /// <summary>Ids of the products that the snapshot will hold.</summary>
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    /// <summary>Ids of products that were added.</summary>
    public List<string> Added { get; } = [];

    /// <summary>Products of the inputs of which something is said.</summary>
    public int Changed { get; private set; }

    /// <summary>Products of the inputs that were left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Products that have no vector in a space of this build: they are not in it.</summary>
    public List<string> WithoutVector { get; } = [];

    /// <summary>Names of facets and payload columns that this build does not have; what is said of them is left out.</summary>
    public SortedSet<string> UnknownNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Folds into the vectors; the caller keeps the files, and disposes of the ids.</summary>
    /// <exception cref="BuildInputException">the vectors of the changes are of another dimension or another training.</exception>
    public (EmbeddingFile Similar, EmbeddingFile? Next, Utf8List Ids) Merge(EmbeddingFile similar, EmbeddingFile? next, Utf8List ids)
    {
        if (similar.Dimension != dimension)
        {
            throw new BuildInputException($"{source}: its vectors have {dimension} numbers each, those of the build {similar.Dimension}; a delta goes into a build of its own space only, leave it out");
        }

        if (_products.Values.Any(product => product.Vector is not null))
        {
            RefuseOtherSpace(similar, ids);
        }

        int[] nextRows = BuildInput.FindNextRows(similar, next, ids);
        Utf8List merged = new();
        try
        {
            List<int> similarOf = [];
            List<int> nextOf = [];
            List<float[]?> vectors = [];
            List<float[]?> nextVectors = [];
            Dictionary<string, MergedProduct>.AlternateLookup<ReadOnlySpan<char>> lookup = _products.GetAlternateLookup<ReadOnlySpan<char>>();
            char[] text = [];
            for (int row = 0; row < ids.Count; row++)
            {
                ReadOnlySpan<byte> id = ids[row];
                if (text.Length < id.Length)
                {
                    text = new char[Math.Max(256, id.Length)];
                }

                bool isSaid = lookup.TryGetValue(text.AsSpan(0, Encoding.UTF8.GetChars(id, text)), out MergedProduct? product);
                if (isSaid && !_held.Add(product!.Id))
                {
                    // Twice in the inputs: the survey of the build says so, or leaves the second out.
                    isSaid = false;
                }
                else if (isSaid && product!.IsGone)
                {
                    LeftOut++;
                    _held.Remove(product.Id);
                    continue;
                }

                Changed += isSaid ? 1 : 0;
                merged.Add(id);
                similarOf.Add(row);
                vectors.Add(isSaid ? product!.Vector : null);
                nextOf.Add(nextRows.Length == 0 ? row : nextRows[row]);
                nextVectors.Add(isSaid ? product!.NextVector : null);
            }

            foreach (MergedProduct product in _products.Values.OrderBy(product => product.Id, StringComparer.Ordinal))
            {
                if (product.IsGone || _held.Contains(product.Id))
                {
                    continue;
                }

                if (product.Vector is null || (next is not null && product.NextVector is null))
                {
                    WithoutVector.Add(product.Id);
                    continue;
                }

                _held.Add(product.Id);
                Added.Add(product.Id);
                merged.Add(Encoding.UTF8.GetBytes(product.Id));
                vectors.Add(product.Vector);
                nextVectors.Add(product.NextVector);
            }

            return (
                new MergedEmbedding(similar, [.. similarOf], [.. vectors], source),
                next is null ? null : new MergedEmbedding(next, [.. nextOf], [.. nextVectors], source),
                merged);
        }
        catch
        {
            merged.Dispose();
            throw;
        }
    }

    /// <summary>The catalogue with what is said; null where there is none and nothing to say. After <see cref="Merge"/>.</summary>
    public IEnumerable<CatalogProduct>? Catalog(IEnumerable<CatalogProduct>? rows, IReadOnlyList<string> payloadColumns, IReadOnlyList<string> facets)
    {
        foreach (MergedProduct product in _products.Values)
        {
            UnknownNames.UnionWith(product.Facets.Keys.Except(facets));
            UnknownNames.UnionWith(product.Payload.Keys.Except(payloadColumns));
        }

        return rows is null && !_products.Values.Any(IsSaidOfHeld) ? null : Rows(rows ?? [], payloadColumns, facets);
    }

    /// <summary>Vectors of another training would stand anywhere: silently, unless somebody looks.</summary>
    private void RefuseOtherSpace(EmbeddingFile similar, Utf8List ids)
    {
        float[] row = new float[dimension];
        double[] now = new double[dimension];
        double[] before = new double[dimension];
        double sum = 0;
        int shared = 0;
        for (int i = 0; known.Count > 0 && i < ids.Count; i++)
        {
            if (!known.TryGetValue(Encoding.UTF8.GetString(ids[i]), out float[]? vector))
            {
                continue;
            }

            similar.ReadRow(i, row);
            if (UnitVector.Normalise(row, now) > 0 && UnitVector.Normalise(vector, before) > 0)
            {
                shared++;
                for (int j = 0; j < dimension; j++)
                {
                    sum += now[j] * before[j];
                }
            }
        }

        if (shared >= MinShared && sum / shared < SameSpace)
        {
            throw new BuildInputException(string.Create(CultureInfo.InvariantCulture, $"{source}: its vectors are of another training: the snapshot that it lies over and the vectors of the build agree by a mean cosine of {sum / shared:F2} over {shared} products; train on from the model before, or build without the delta"));
        }
    }

    private IEnumerable<CatalogProduct> Rows(IEnumerable<CatalogProduct> rows, IReadOnlyList<string> payloadColumns, IReadOnlyList<string> facets)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (CatalogProduct row in rows)
        {
            if (!_products.TryGetValue(row.Id, out MergedProduct? product))
            {
                yield return row;
                continue;
            }

            if (!product.IsGone)
            {
                // A second row of the same product goes on to whoever refuses it.
                seen.Add(row.Id);
                yield return With(row, product, payloadColumns, facets);
            }
        }

        foreach (MergedProduct product in _products.Values.OrderBy(product => product.Id, StringComparer.Ordinal))
        {
            if (IsSaidOfHeld(product) && !seen.Contains(product.Id))
            {
                yield return With(new CatalogProduct { Id = product.Id, Source = source }, product, payloadColumns, facets);
            }
        }
    }

    private bool IsSaidOfHeld(MergedProduct product) => product.HasAttributes && _held.Contains(product.Id);

    private CatalogProduct With(CatalogProduct row, MergedProduct said, IReadOnlyList<string> payloadColumns, IReadOnlyList<string> facets)
    {
        CatalogProduct before = said.IsFresh ? new CatalogProduct { Id = row.Id, Source = source } : row;
        return before with
        {
            Category = said.Category ?? before.Category,
            Price = said.Price is long price ? Known(price) : before.Price,
            InStock = said.InStock ?? before.InStock,
            FirstSeen = said.FirstSeen is long time ? (Known(time) is long known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null) : before.FirstSeen,
            Payload = With(before.Payload, payloadColumns, said.Payload),
            Facets = With(before.Facets, facets, said.Facets),
        };
    }

    private static long? Known(long number) => number == long.MinValue ? null : number;

    private static IReadOnlyList<string> With(IReadOnlyList<string> before, IReadOnlyList<string> names, IReadOnlyDictionary<string, string> said)
    {
        if (said.Count == 0)
        {
            return before;
        }

        string[] texts = new string[names.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = said.TryGetValue(names[i], out string? text) ? text : i < before.Count ? before[i] : string.Empty;
        }

        return texts;
    }
}
