using ProductSpace.Building;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>What a build takes beside vectors and catalogue: tables, popularity, estimates, attachments.</summary>
public sealed partial class ProductIndexBuilder
{
    private readonly List<ItemTableInput> _tables = [];
    private readonly List<Attachment> _attachments = [];
    private PopularityInput? _popularity;
    private MergedInputs? _estimates;

    /// <summary>
    /// Adds an item table that was learned from a log: for each product, what is to be shown after it. At most 4.
    /// </summary>
    /// <param name="name">Name of the table, which <see cref="ProductIndex.Tables"/> gives; 1 to 64 bytes.</param>
    /// <param name="ids">Product ids of the table, in its own order. Unknown ones are left out of the snapshot.</param>
    /// <param name="entries">Number of entries of a row to keep, 1 to 256. A row takes 6 bytes an entry and 4.</param>
    /// <param name="row">Reads a row, by places in <paramref name="ids"/>; called during the build.</param>
    /// <exception cref="ArgumentException">The name is in use or cannot be stored, or there are 4 tables.</exception>
    public ProductIndexBuilder UseTable(string name, IReadOnlyList<string> ids, int entries, ItemTableRow row)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(row);
        ItemTableInput table = new(name, ids, entries, row);
        table.Check();
        if (_tables.Count == SnapshotLayout.MaxTables || _tables.Exists(other => other.Name == name))
        {
            throw new ArgumentException(
                $"a snapshot holds up to {SnapshotLayout.MaxTables} tables of different names", nameof(name));
        }

        _tables.Add(table);
        return this;
    }

    /// <summary>Tells how popular products are, by which answers are filled up.</summary>
    /// <param name="ids">Product ids; unknown ones are ignored. Products that are not named have no popularity.</param>
    /// <param name="scores">Score of each id, higher is more popular; only those above 0 count.</param>
    /// <param name="trends">
    /// Whether each product becomes more popular (above 0) or less, in doublings; empty where that is unknown.
    /// </param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public ProductIndexBuilder UsePopularity(
        IReadOnlyList<string> ids, ReadOnlyMemory<float> scores, ReadOnlyMemory<float> trends = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count != scores.Length)
        {
            throw new ArgumentException($"{scores.Length} scores for {ids.Count} ids", nameof(scores));
        }

        _popularity = trends.IsEmpty || trends.Length == ids.Count
            ? new PopularityInput(ids, scores, trends)
            : throw new ArgumentException($"{trends.Length} trends for {ids.Count} ids", nameof(trends));
        return this;
    }

    /// <summary>
    /// Puts named bytes into the snapshot, which the engine does not read: settings or a model that belong to these
    /// vectors. <see cref="ProductIndex.GetAttachment"/> gives them back. At most 16.
    /// </summary>
    /// <param name="name">Name by which they are asked for; 1 to 64 bytes.</param>
    /// <param name="bytes">The bytes, up to 64 MiB; read during the build.</param>
    /// <exception cref="ArgumentException">
    /// The name is in use or cannot be stored, there are too many bytes, or there are 16 attachments.
    /// </exception>
    public ProductIndexBuilder Attach(string name, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        Attachment attachment = new(name, bytes);
        attachment.Check();
        if (_attachments.Count == SnapshotLayout.MaxAttachments || _attachments.Exists(other => other.Name == name))
        {
            throw new ArgumentException(
                $"a snapshot holds up to {SnapshotLayout.MaxAttachments} attachments of different names", nameof(name));
        }

        _attachments.Add(attachment);
        return this;
    }

    /// <summary>
    /// Adds products with estimated vectors, in the order of their ids; an id that the vectors hold keeps its own.
    /// </summary>
    /// <param name="ids">Product ids.</param>
    /// <param name="rows">IN vectors [ids x dimension].</param>
    /// <param name="nextRows">OUT vectors; empty where the build has none.</param>
    /// <param name="dimension">Components of a vector.</param>
    /// <exception cref="ArgumentException">The lengths differ, or an id occurs twice.</exception>
    public ProductIndexBuilder UseEstimates(
        IReadOnlyList<string> ids, ReadOnlyMemory<float> rows, ReadOnlyMemory<float> nextRows, int dimension)
    {
        CheckRows(rows, dimension);
        if (rows.Length / dimension != ids.Count || (!nextRows.IsEmpty && nextRows.Length != rows.Length))
        {
            throw new ArgumentException($"{ids.Count} ids need as many vectors in each space", nameof(rows));
        }

        MergedProduct[] products = new MergedProduct[ids.Count];
        for (int row = 0; row < products.Length; row++)
        {
            products[row] = new MergedProduct
            {
                Id = ids[row],
                Vector = rows.Slice(row * dimension, dimension).ToArray(),
                NextVector = nextRows.IsEmpty ? null : nextRows.Slice(row * dimension, dimension).ToArray(),
            };
        }

        _estimates = new MergedInputs(products, dimension, "the estimates", new Dictionary<string, float[]>());
        return this;
    }
}
