using System.Text;

namespace ProductSpace.Delta;

/// <summary>Compacts a log to the fewest writes with the same effect.</summary>
internal sealed partial class DeltaLog
{
    /// <summary>
    /// Lists the writes, in order, that would reproduce this log's state. A product that was removed and added again
    /// takes a removal and an upsert.
    /// </summary>
    public List<DeltaRecord> Living()
    {
        lock (_writing)
        {
            return LivingNow(Count);
        }
    }

    private List<DeltaRecord> LivingNow(int versions)
    {
        List<DeltaRecord> writes = [];
        for (int version = 0; version < versions; version++)
        {
            if (!IsNewest(version, versions))
            {
                continue;
            }

            int target = _targets[version];
            ReadOnlySpan<byte> id = target < 0 ? _columns.Ids[~target] : _ids[target];
            if (_attributes[version] is DeltaAttributes attributes)
            {
                writes.Add(ToRecord(attributes, target < 0 ? null : _upserts[target], Encoding.UTF8.GetString(id)));
            }
            else if (target < 0 && (Find(id, versions) is int now && (now < 0 || AttributesOf(now, versions)!.IsFresh)))
            {
                // If a row replaces the base product, its upsert implies the removal.
                writes.Add(new DeltaRecord { Kind = DeltaKind.Remove, Id = Encoding.UTF8.GetString(id) });
            }
        }

        foreach (string id in _forgotten)
        {
            writes.Add(new DeltaRecord { Kind = DeltaKind.Remove, Id = id });
        }

        writes.AddRange(_waiting);
        return writes;
    }

    private DeltaRecord ToRecord(DeltaAttributes written, DeltaRecord? upsert, string id)
    {
        List<KeyValuePair<string, string>> facets = [];
        for (int facet = 0; facet < written.Facets?.Length; facet++)
        {
            if (written.Facets[facet] is DeltaFacet values)
            {
                facets.Add(new(_columns.Facets.Names[facet], values.Text));
            }
        }

        foreach ((string name, DeltaFacet values) in written.NewFacets?.All ?? [])
        {
            facets.Add(new(name, values.Text));
        }

        List<KeyValuePair<string, IReadOnlyList<double>>> numbers = [];
        foreach ((string name, double[] own) in written.Numbers?.All ?? [])
        {
            numbers.Add(new(name, own));
        }

        List<KeyValuePair<string, string>> payload = [];
        for (int column = 0; column < written.Payload?.Length; column++)
        {
            if (written.Payload[column] is string value)
            {
                payload.Add(new(_columns.PayloadColumns[column], value));
            }
        }

        return new DeltaRecord
        {
            Kind = upsert is null ? DeltaKind.Set : DeltaKind.Upsert,
            Id = id,
            Category = written.Place?.Text,
            Price = written.HasPrice ? written.Price : null,
            InStock = written.HasStock ? written.InStock : null,
            FirstSeen = written.HasFirstSeen ? written.FirstSeen : null,
            Facets = facets,
            Numbers = numbers,
            Payload = payload,
            Vector = upsert?.Vector,
            NextVector = upsert?.NextVector,
        };
    }
}
