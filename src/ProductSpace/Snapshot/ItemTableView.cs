using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// An item table of an open snapshot, read in place. Forged entries are left out; none leads outside the products.
/// </summary>
internal sealed class ItemTableView
{
    private readonly NativeView<int> _products;
    private readonly NativeView<ushort> _weights;
    private readonly NativeView<float> _scales;
    private readonly int _count;

    private ItemTableView(SnapshotSections sections, int table, string name, int count)
    {
        Name = name;
        _count = count;
        _products = sections.Get<int>(SectionId.OfTable(table, SectionId.TableProducts), -1);
        Entries = (int)(_products.Length / count);
        if (_products.Length != (long)count * Entries || Entries is < 1 or > SnapshotLayout.MaxTableEntries)
        {
            uint id = SectionId.OfTable(table, SectionId.TableProducts);
            throw sections.Fault(
                SectionId.NameOf(id), sections.OffsetOf(id), $"{_products.Length} entries for {count} products");
        }

        _weights = sections.Get<ushort>(SectionId.OfTable(table, SectionId.TableWeights), _products.Length);
        _scales = sections.Get<float>(SectionId.OfTable(table, SectionId.TableScales), count);
    }

    public string Name { get; }

    /// <summary>Maximum number of entries of a row.</summary>
    public int Entries { get; }

    /// <summary>Opens all tables of a snapshot; none where it has no names of tables.</summary>
    public static ItemTableView[] OpenAll(SnapshotSections sections, int count)
    {
        if (!sections.Contains(SectionId.TableNames))
        {
            return [];
        }

        string[] names = SectionNames.Read(
            sections, SectionId.TableNames, SnapshotLayout.MaxTables, SnapshotLayout.MaxTableNameBytes);
        ItemTableView[] tables = new ItemTableView[names.Length];
        for (int table = 0; table < tables.Length; table++)
        {
            tables[table] = new ItemTableView(sections, table, names[table], count);
        }

        return tables;
    }

    /// <summary>Copies a row, best first; returns the number of entries, at most the length of the target.</summary>
    /// <param name="ordinal">Ordinal of a product of the snapshot.</param>
    /// <param name="entries">Receives ordinals and weights.</param>
    public int Read(int ordinal, Span<Neighbor> entries)
    {
        ReadOnlySpan<int> products = _products.Slice((long)ordinal * Entries, Entries);
        ReadOnlySpan<ushort> weights = _weights.Slice((long)ordinal * Entries, Entries);
        float unit = _scales[ordinal] / ushort.MaxValue;
        int read = 0;
        for (int i = 0; i < products.Length && read < entries.Length; i++)
        {
            float weight = weights[i] * unit;
            if ((uint)products[i] < (uint)_count && weight > 0 && float.IsFinite(weight))
            {
                entries[read++] = new Neighbor(products[i], weight);
            }
        }

        return read;
    }

    /// <summary>
    /// Returns the first product whose row is not as a build writes it: ordinals of the snapshot, distinct, weights
    /// falling, nothing behind the end; -1 if there is none.
    /// </summary>
    public int FindUnsound()
    {
        HashSet<int> distinct = [];
        for (int ordinal = 0; ordinal < _count; ordinal++)
        {
            ReadOnlySpan<int> products = _products.Slice((long)ordinal * Entries, Entries);
            ReadOnlySpan<ushort> weights = _weights.Slice((long)ordinal * Entries, Entries);
            int used = products.IndexOf(-1);
            used = used < 0 ? Entries : used;
            distinct.Clear();
            bool isSound = used == 0 ? _scales[ordinal] == 0 : _scales[ordinal] is > 0 and <= float.MaxValue;
            for (int i = 0; i < Entries && isSound; i++)
            {
                isSound = i < used
                    ? (uint)products[i] < (uint)_count && distinct.Add(products[i])
                        && (i == 0 ? weights[i] == ushort.MaxValue : weights[i] <= weights[i - 1])
                    : products[i] == -1 && weights[i] == 0;
            }

            if (!isSound)
            {
                return ordinal;
            }
        }

        return -1;
    }
}
