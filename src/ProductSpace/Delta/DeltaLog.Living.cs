using System.Text;

namespace ProductSpace.Delta;

/// <summary>What a delta comes to: the fewest writes that say the same.</summary>
internal sealed partial class DeltaLog
{
    /// <summary>
    /// The writes that would make what this log says from nothing, in their order. A product that was removed and came again
    /// is a removal and an upsert.
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
                writes.Add(Say(attributes, target < 0 ? null : _upserts[target], Encoding.UTF8.GetString(id)));
            }
            else if (target < 0 && (Find(id, versions) is int now && (now < 0 || AttributesOf(now, versions)!.IsFresh)))
            {
                // Where a row has the base product's place, the upsert says so.
                writes.Add(new DeltaRecord { Kind = DeltaKind.Remove, Id = Encoding.UTF8.GetString(id) });
            }
        }

        foreach (string id in _forgotten)
        {
            writes.Add(new DeltaRecord { Kind = DeltaKind.Remove, Id = id });
        }

        return writes;
    }

    private DeltaRecord Say(DeltaAttributes said, DeltaRecord? upsert, string id)
    {
        List<KeyValuePair<string, string>> facets = [];
        for (int facet = 0; facet < said.Facets?.Length; facet++)
        {
            if (said.Facets[facet] is DeltaFacet values)
            {
                facets.Add(new(_columns.Facets.Names[facet], values.Text));
            }
        }

        List<KeyValuePair<string, string>> payload = [];
        for (int column = 0; column < said.Payload?.Length; column++)
        {
            if (said.Payload[column] is string value)
            {
                payload.Add(new(_columns.PayloadColumns[column], value));
            }
        }

        return new DeltaRecord
        {
            Kind = upsert is null ? DeltaKind.Set : DeltaKind.Upsert,
            Id = id,
            Category = said.Place?.Text,
            Price = said.SaysPrice ? said.Price : null,
            InStock = said.SaysStock ? said.InStock : null,
            FirstSeen = said.SaysFirstSeen ? said.FirstSeen : null,
            Facets = facets,
            Payload = payload,
            Vector = upsert?.Vector,
            NextVector = upsert?.NextVector,
        };
    }
}
