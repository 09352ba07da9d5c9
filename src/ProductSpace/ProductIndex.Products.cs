using System.Text;
using ProductSpace.Delta;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>
/// Attributes of single products of <see cref="ProductIndex"/>: from the delta first, then from the snapshot.
/// </summary>
public sealed partial class ProductIndex
{
    /// <summary>Gets the ordinal of a product.</summary>
    /// <param name="id">Product id.</param>
    /// <param name="ordinal">Ordinal in this snapshot or its delta; not defined where there is no such product.</param>
    /// <returns>Whether there is such a product.</returns>
    public bool TryGetOrdinal(ReadOnlySpan<char> id, out int ordinal)
    {
        Enter();
        try
        {
            return ProductLookup.TryFind(Columns, DeltaIn(Space.Similar), id, out ordinal);
        }
        finally
        {
            _lease.Exit();
        }
    }

    /// <summary>Returns the id of a product.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    public string GetProductId(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => Encoding.UTF8.GetString(columns.Ids[product]),
            static (log, _, product) => product < log.FirstOrdinal ? null : log.IdOf(product))!;

    /// <summary>Returns the primary category path of a product; empty for the root.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    public string GetCategory(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => Encoding.UTF8.GetString(columns.PathOf(columns.CategoryOf(product))),
            static (_, said, _) => said.Place?.Path) ?? string.Empty;

    /// <summary>Returns the price of a product in minor units (cents); null where unknown.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    public long? GetPrice(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => columns.Price(product),
            static (_, said, _) => said.Price == DeltaRecord.Unknown ? null : (long?)said.Price,
            isWhole: true);

    /// <summary>Returns whether a product is in stock, as of the build and its delta.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    public bool IsInStock(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => columns.IsInStock(product),
            static (_, said, _) => said.InStock,
            isWhole: true);

    /// <summary>Returns when a product came into the shop; null where unknown.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    public DateTimeOffset? GetFirstSeen(int ordinal) =>
        Read(
            ordinal,
            static (columns, product) => columns.FirstSeen(product),
            static (_, said, _) => ProductColumns.TimeOf(said.FirstSeen),
            isWhole: true);

    /// <summary>Returns a payload value of a product, such as its name; empty where it has none.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <param name="column">Name of the payload column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ArgumentException">The snapshot has no such column.</exception>
    public string GetPayload(int ordinal, string column)
    {
        int number = Array.IndexOf(Columns.PayloadColumns, column);
        if (number < 0)
        {
            string known = Printable.Of(string.Join(", ", Columns.PayloadColumns));
            throw new ArgumentException($"no payload column \"{column}\"; this snapshot has: {known}", nameof(column));
        }

        return Read(
            ordinal,
            (columns, product) => columns.PayloadOf(product, number),
            (_, said, _) => said.Payload?[number]) ?? string.Empty;
    }

    /// <summary>
    /// Copies the vector of a product, scaled to length 1, and returns its original length, which tells of its
    /// popularity.
    /// </summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <param name="destination">Receives <see cref="Dimension"/> components.</param>
    /// <param name="space">Similar for the IN vector, Next for the OUT vector.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ArgumentException">The destination is too short, or the snapshot has no such space.</exception>
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
            bool isAdded = ordinal >= Count;
            int slot = isAdded ? 0 : view.ToSlot(ordinal);
            slot = (uint)slot < (uint)Count ? slot : ordinal;
            double[]? row = view.Model.Form.HasExtra ? new double[view.Model.Dimension] : null;
            if (isAdded)
            {
                DeltaRows rows = log!.Rows((int)space);
                if (row is null)
                {
                    rows.Decode(log.RowOf(ordinal), destination);
                }
                else
                {
                    rows.Decode(log.RowOf(ordinal), row);
                }

                GC.KeepAlive(log);
            }
            else if (row is null)
            {
                view.Exact.Decode(slot, destination);
            }
            else
            {
                view.Exact.Decode(slot, row);
            }

            float length = row is null ? 1 : ToUnit(view, row, destination[..Dimension]);
            return isAdded
                ? length
                : _snapshot.Sections.Get<float>(SectionId.OfSpace((int)space, SectionId.Norms), Count)[slot];
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Scales a row, which has an extra number and may have another length than 1; returns the length of its vector.
    /// </summary>
    private static float ToUnit(SpaceView view, Span<double> row, Span<float> destination)
    {
        row = row[..destination.Length];
        double length = UnitVector.Normalise(row);
        for (int i = 0; i < row.Length; i++)
        {
            destination[i] = (float)row[i];
        }

        return view.Model.Form.IsDot ? (float)Math.Min(length * view.Model.Form.Radius, float.MaxValue) : 1;
    }
}
