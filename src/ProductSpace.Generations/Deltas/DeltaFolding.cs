using ProductSpace.Building;
using ProductSpace.Delta;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// What the writes of a delta come to for each product, without the snapshot that they were made over. Texts are brought
/// into the form that a compaction gives them, so that it changes nothing.
/// </summary>
internal static class DeltaFolding
{
    private const long FirstTime = -62_135_596_800_000;
    private const long LastTime = 253_402_300_799_999;

    /// <summary>One change for each product, in the order of their first write.</summary>
    /// <exception cref="DeltaException">a write says what no date can be.</exception>
    public static IEnumerable<MergedProduct> Fold(string path, IEnumerable<DeltaRecord> records)
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
                _ => Changed(before is { IsGone: true } ? new MergedProduct { Id = record.Id, IsFresh = true } : before ?? new MergedProduct { Id = record.Id }, record),
            };
        }

        return products.Values;
    }

    private static MergedProduct Changed(MergedProduct before, DeltaRecord record) => before with
    {
        Category = record.Category is string paths ? string.Join('|', DeltaNames.PathsOf(paths)) : before.Category,
        Price = record.Price ?? before.Price,
        InStock = record.InStock ?? before.InStock,
        FirstSeen = record.FirstSeen ?? before.FirstSeen,
        Facets = With(before.Facets, record.Facets, values => string.Join('|', DeltaNames.ValuesOf(values))),
        Payload = With(before.Payload, record.Payload, text => text),
        Vector = record.Vector ?? before.Vector,
        NextVector = record.Kind == DeltaKind.Upsert ? record.NextVector : before.NextVector,
    };

    private static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> before, IReadOnlyList<KeyValuePair<string, string>> said, Func<string, string> clean)
    {
        if (said.Count == 0)
        {
            return before;
        }

        Dictionary<string, string> all = new(before, StringComparer.Ordinal);
        foreach ((string name, string value) in said)
        {
            all[name] = clean(value);
        }

        return all;
    }
}
