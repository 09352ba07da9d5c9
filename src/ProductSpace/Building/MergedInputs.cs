using System.Globalization;
using System.Linq;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>
/// Changes that a build merges into its inputs. The changes win; what they leave open comes from the inputs. Products
/// that the inputs do not contain are appended in the order of their ids, so that the bytes do not depend on the order
/// of the changes. For one build only.
/// </summary>
/// <param name="products">Changed products, each id once.</param>
/// <param name="dimension">Dimension of the vectors.</param>
/// <param name="source">Origin of the changes, for messages.</param>
/// <param name="known">Some products of the snapshot under the changes with their vectors, to detect vectors of another
/// training; may be empty.</param>
internal sealed class MergedInputs(
    IEnumerable<MergedProduct> products, int dimension, string source, IReadOnlyDictionary<string, float[]> known)
{
    /// <summary>
    /// Mean cosine below which two trainings are unrelated; a training that started from the other's vectors stays far
    /// above.
    /// </summary>
    private const double SameSpace = 0.5;

    /// <summary>Fewest shared products that allow the comparison.</summary>
    private const int MinShared = 16;

    private readonly Dictionary<string, MergedProduct> _products = products.ToDictionary(
        product => product.Id, StringComparer.Ordinal);

    /// <summary>Ids of the products that the snapshot will contain.</summary>
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    /// <summary>
    /// Facets and number columns of the snapshot under the changes, to tell what they brought from what the build left
    /// out; null where that snapshot is not at hand.
    /// </summary>
    public (IReadOnlyList<string> Facets, IReadOnlyList<string> Numbers)? Base { get; init; }

    /// <summary>Ids of the added products.</summary>
    public List<string> Added { get; } = [];

    /// <summary>Number of products of the inputs that changed.</summary>
    public int Changed { get; private set; }

    /// <summary>Number of products of the inputs that were removed.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Ids of products left out because they lack a vector in a space of this build.</summary>
    public List<string> WithoutVector { get; } = [];

    /// <summary>
    /// Names of facets, number columns and payload columns that this build does not have; their values are ignored.
    /// </summary>
    public SortedSet<string> UnknownNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Merges the vectors. The caller keeps the files and disposes of the ids.</summary>
    /// <exception cref="BuildInputException">The vectors of the changes have another dimension or come from another
    /// training.</exception>
    public (EmbeddingFile Similar, EmbeddingFile? Next, Utf8List Ids) Merge(
        EmbeddingFile similar, EmbeddingFile? next, Utf8List ids)
    {
        if (similar.Dimension != dimension)
        {
            throw new BuildInputException(
                $"{source}: its vectors have {dimension} numbers each, but those of the build {similar.Dimension}; a "
                    + "delta can only be merged into a build of its own space, leave it out");
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
            Dictionary<string, MergedProduct>.AlternateLookup<ReadOnlySpan<char>> lookup =
                _products.GetAlternateLookup<ReadOnlySpan<char>>();
            char[] text = [];
            for (int row = 0; row < ids.Count; row++)
            {
                ReadOnlySpan<byte> id = ids[row];
                if (text.Length < id.Length)
                {
                    text = new char[Math.Max(256, id.Length)];
                }

                bool isChanged = lookup.TryGetValue(
                    text.AsSpan(0, Encoding.UTF8.GetChars(id, text)), out MergedProduct? product);
                if (isChanged && !_held.Add(product!.Id))
                {
                    // The id is repeated in the inputs: the survey of the build refuses or skips the second.
                    isChanged = false;
                }
                else if (isChanged && product!.IsGone)
                {
                    LeftOut++;
                    _held.Remove(product.Id);
                    continue;
                }

                Changed += isChanged ? 1 : 0;
                merged.Add(id);
                similarOf.Add(row);
                vectors.Add(isChanged ? product!.Vector : null);
                nextOf.Add(nextRows.Length == 0 ? row : nextRows[row]);
                nextVectors.Add(isChanged ? product!.NextVector : null);
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

    /// <summary>
    /// Merges the catalogue; null if there is none and no changed attribute. Call after <see cref="Merge"/>.
    /// </summary>
    public IEnumerable<CatalogProduct>? Catalog(
        IEnumerable<CatalogProduct>? rows,
        IReadOnlyList<string> payloadColumns,
        IReadOnlyList<string> facets,
        IReadOnlyList<string> numbers)
    {
        foreach (MergedProduct product in _products.Values)
        {
            UnknownNames.UnionWith(product.Facets.Keys.Except(facets));
            UnknownNames.UnionWith(product.Payload.Keys.Except(payloadColumns));
            UnknownNames.UnionWith(product.Numbers.Keys.Except(numbers));
        }

        return rows is null && !_products.Values.Any(HasNewAttributes)
            ? null
            : Rows(rows ?? [], new MergedNames(payloadColumns, facets, numbers));
    }

    /// <summary>
    /// Facets that the changes brought: the build does not have them, nor does the snapshot under them where that is at
    /// hand. Call after <see cref="Merge"/>.
    /// </summary>
    public IEnumerable<string> NewFacets(IReadOnlyList<string> facets) =>
        New(facets, Base?.Facets, product => product.Facets.Where(facet => facet.Value.Length > 0));

    /// <summary>Number columns that the changes brought; as <see cref="NewFacets"/>.</summary>
    public IEnumerable<string> NewNumbers(IReadOnlyList<string> numbers) =>
        New(numbers, Base?.Numbers, product => product.Numbers.Where(column => column.Value.Count > 0));

    private IEnumerable<string> New<T>(
        IReadOnlyList<string> own,
        IReadOnlyList<string>? before,
        Func<MergedProduct, IEnumerable<KeyValuePair<string, T>>> written) =>
        _products.Values
            .Where(product => !product.IsGone && _held.Contains(product.Id))
            .SelectMany(written)
            .Select(pair => pair.Key)
            .Except(own)
            .Except(before ?? [])
            .Order(StringComparer.Ordinal);

    /// <summary>Refuses vectors of another training, which would silently land anywhere in the space.</summary>
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
            string cosine = (sum / shared).ToString("F2", CultureInfo.InvariantCulture);
            throw new BuildInputException(
                $"{source}: its vectors come from another training: its base snapshot and the vectors of the build "
                    + $"have a mean cosine of {cosine} over {shared} products; continue training from the previous "
                    + "model, or build without the delta");
        }
    }

    private IEnumerable<CatalogProduct> Rows(IEnumerable<CatalogProduct> rows, MergedNames names)
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
                // A second row of the product is passed on to the reader that refuses it.
                seen.Add(row.Id);
                yield return With(row, product, names);
            }
        }

        foreach (MergedProduct product in _products.Values.OrderBy(product => product.Id, StringComparer.Ordinal))
        {
            if (HasNewAttributes(product) && !seen.Contains(product.Id))
            {
                yield return With(new CatalogProduct { Id = product.Id, Source = source }, product, names);
            }
        }
    }

    private bool HasNewAttributes(MergedProduct product) => product.HasAttributes && _held.Contains(product.Id);

    private CatalogProduct With(CatalogProduct row, MergedProduct changed, MergedNames names)
    {
        CatalogProduct before = changed.IsFresh ? new CatalogProduct { Id = row.Id, Source = source } : row;
        return before with
        {
            Category = changed.Category ?? before.Category,
            Price = changed.Price is long price ? Known(price) : before.Price,
            InStock = changed.InStock ?? before.InStock,
            FirstSeen = changed.FirstSeen is long time
                ? (Known(time) is long known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null)
                : before.FirstSeen,
            Payload = With(before.Payload, names.Payload, changed.Payload, string.Empty),
            Facets = With(before.Facets, names.Facets, changed.Facets, string.Empty),
            Numbers = With(before.Numbers, names.Numbers, changed.Numbers, []),
        };
    }

    private static long? Known(long number) => number == long.MinValue ? null : number;

    private static IReadOnlyList<T> With<T>(
        IReadOnlyList<T> before, IReadOnlyList<string> names, IReadOnlyDictionary<string, T> changed, T none)
    {
        if (changed.Count == 0)
        {
            return before;
        }

        T[] values = new T[names.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = changed.TryGetValue(names[i], out T? value) ? value
                : i < before.Count ? before[i]
                : none;
        }

        return values;
    }

    /// <summary>Names of a build's columns, in the order in which the rows have their values.</summary>
    private sealed record MergedNames(
        IReadOnlyList<string> Payload, IReadOnlyList<string> Facets, IReadOnlyList<string> Numbers);
}
