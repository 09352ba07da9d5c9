using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>What a snapshot learned from a log beside its vectors: item tables and popularity.</summary>
public sealed partial class ProductIndex
{
    /// <summary>Names of the item tables, in the order in which they were built; empty if there are none.</summary>
    public IReadOnlyList<string> Tables { get; }

    /// <summary>True if the snapshot knows how popular its products are.</summary>
    public bool HasPopularity => _snapshot.Popularity is not null;

    /// <summary>Copies the row of a product in an item table: what is to be shown after it, best first.</summary>
    /// <param name="table">Place of the table in <see cref="Tables"/>.</param>
    /// <param name="ordinal">Ordinal of the product. A product of a delta has no row.</param>
    /// <param name="entries">
    /// Receives ordinals and weights, which are above 0, in place of similarities. A row can be longer.
    /// </param>
    /// <returns>Number of entries written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such table or product.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public int ReadTable(int table, int ordinal, Span<Neighbor> entries)
    {
        ItemTableView[] tables = _snapshot.Tables;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)table, (uint)tables.Length, nameof(table));
        CheckOrdinal(ordinal);
        if (ordinal >= Count)
        {
            return 0;
        }

        Enter();
        try
        {
            return tables[table].Read(ordinal, entries);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Returns how popular a product was in the log that the snapshot was built with; 0 where that is unknown.
    /// </summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public float GetPopularity(int ordinal)
    {
        CheckOrdinal(ordinal);
        Enter();
        try
        {
            return ordinal < Count && _snapshot.Popularity is PopularityView popularity ? popularity[ordinal] : 0;
        }
        finally
        {
            Exit();
        }
    }
}
