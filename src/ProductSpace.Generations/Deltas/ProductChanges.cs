using ProductSpace.Building;
using ProductSpace.Delta;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// Sums up the writes of a delta by product, without the snapshot that they were made over. Texts get the form that a
/// compaction gives them, so that a compaction changes nothing.
/// </summary>
internal static class ProductChanges
{
    private const long FirstTime = -62_135_596_800_000;
    private const long LastTime = 253_402_300_799_999;

    /// <summary>Returns one change for each product, in the order of their first write.</summary>
    /// <exception cref="DeltaException">A write holds a time that no date can be.</exception>
    public static IEnumerable<MergedProduct> Of(string path, IEnumerable<DeltaRecord> records)
    {
        Dictionary<string, MergedProduct> products = new(StringComparer.Ordinal);
        foreach (DeltaRecord record in records)
        {
            MergedProduct? before = products.GetValueOrDefault(record.Id);
            if (record.FirstSeen is long time && time != DeltaRecord.Unknown && time is < FirstTime or > LastTime)
            {
                throw DeltaHeader.Damaged(path, "holds a time that is none");
            }

            products[record.Id] = record.Kind switch
            {
                DeltaKind.Remove => new MergedProduct { Id = record.Id, IsGone = true },
                DeltaKind.Set when before is { IsGone: true } => before,
                _ when before is { IsGone: true } =>
                    Change(new MergedProduct { Id = record.Id, IsFresh = true }, record),
                _ => Change(before ?? new MergedProduct { Id = record.Id }, record),
            };
        }

        return products.Values;
    }

    private static MergedProduct Change(MergedProduct before, DeltaRecord record) => before with
    {
        Category = record.Category is string paths ? string.Join('|', DeltaNames.PathsOf(paths)) : before.Category,
        Price = record.Price ?? before.Price,
        InStock = record.InStock ?? before.InStock,
        FirstSeen = record.FirstSeen ?? before.FirstSeen,
        Facets = With(before.Facets, record.Facets, values => string.Join('|', DeltaNames.ValuesOf(values))),
        Payload = With(before.Payload, record.Payload, text => text),
        Numbers = With(
            before.Numbers, record.Numbers, numbers => (IReadOnlyList<double>)DeltaNames.NumbersOf(numbers)),
        Vector = record.Vector ?? before.Vector,
        NextVector = record.Kind == DeltaKind.Upsert ? record.NextVector : before.NextVector,
    };

    private static IReadOnlyDictionary<string, T> With<T>(
        IReadOnlyDictionary<string, T> before,
        IReadOnlyList<KeyValuePair<string, T>> written,
        Func<T, T> clean)
    {
        if (written.Count == 0)
        {
            return before;
        }

        Dictionary<string, T> all = new(before, StringComparer.Ordinal);
        foreach ((string name, T value) in written)
        {
            all[name] = clean(value);
        }

        return all;
    }
}
