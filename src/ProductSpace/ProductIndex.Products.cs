using System.Text;
using ProductSpace.Delta;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>What <see cref="ProductIndex"/> tells of single products: the delta first, then the snapshot.</summary>
public sealed partial class ProductIndex
{
    /// <summary>The product id of an ordinal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public string GetProductId(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => Encoding.UTF8.GetString(columns.Ids[product]),
            static (log, _, product) => product < log.FirstOrdinal ? null : log.IdOf(product))!;

    /// <summary>The primary category path of a product; empty for the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public string GetCategory(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => Encoding.UTF8.GetString(columns.PathOf(columns.CategoryOf(product))),
            static (_, said, _) => said.Place?.Path)
        ?? string.Empty;

    /// <summary>The price of a product in minor units; null where unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public long? GetPrice(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => columns.Price(product),
            static (_, said, _) => said.Price == DeltaRecord.Unknown ? null : (long?)said.Price,
            isWhole: true);

    /// <summary>Whether a product was in stock when the snapshot was built.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public bool IsInStock(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => columns.IsInStock(product),
            static (_, said, _) => said.InStock,
            isWhole: true);

    /// <summary>When a product came into the shop; null where unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public DateTimeOffset? GetFirstSeen(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => columns.FirstSeen(product),
            static (_, said, _) => ProductColumns.TimeOf(said.FirstSeen),
            isWhole: true);

    /// <summary>A payload value of a product, such as its name; empty where it has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    /// <exception cref="ArgumentException">the snapshot has no such column.</exception>
    public string GetPayload(int ordinal, string column)
    {
        int number = Array.IndexOf(Columns.PayloadColumns, column);
        if (number < 0)
        {
            throw new ArgumentException(
                $"no payload column \"{column}\"; this snapshot has: {Printable.Of(string.Join(",
                ", Columns.PayloadColumns))}",
                nameof(column));
        }

        return Read(
            ordinal,
            (columns, product) => columns.PayloadOf(product, number),
            (_, said, _) => said.Payload?[number])
            ?? string.Empty;
    }

    /// <summary>
    /// Copies the vector of a product, scaled to length 1, and returns its former length (popularity shows in it).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    /// <exception cref="ArgumentException">
    /// the destination is shorter than Dimension, or there is no such space.
    /// </exception>
    public float GetVector(int ordinal, Span<float> destination, Space space = Space.Similar)
    {
        DeltaLog? log = CheckOrdinal(ordinal);
        if (destination.Length < Dimension)
        {
            throw new ArgumentException(
                $"a vector has {Dimension} numbers, the destination {destination.Length} places", nameof(destination));
        }

        SpaceView view = ViewOf(space);
        Enter();
        try
        {
            if (ordinal >= Count)
            {
                log!.Rows((int)space).Decode(log.RowOf(ordinal), destination);
                GC.KeepAlive(log);
                return 1;
            }

            int slot = view.ToSlot(ordinal);
            slot = (uint)slot < (uint)Count ? slot : ordinal;
            view.Exact.Decode(slot, destination);
            return _snapshot.Sections.Get<float>(SectionId.OfSpace((int)space, SectionId.Norms), Count)[slot];
        }
        finally
        {
            Exit();
        }
    }
}
