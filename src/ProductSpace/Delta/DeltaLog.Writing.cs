using System.Diagnostics;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Delta;

/// <summary>Appends versions to the log. Any thread may write, one at a time.</summary>
internal sealed partial class DeltaLog
{
    /// <summary>Maximum number of category paths of one product.</summary>
    public const int MaxPaths = 64;

    /// <summary>Maximum bytes of one text of a product: its paths, the values of a facet, or a payload.</summary>
    public const int MaxTextBytes = 1 << 16;

    /// <summary>Describes what is wrong with a write, for its author; null if it can be applied.</summary>
    public string? FindFault(DeltaRecord record)
    {
        int idBytes = Encoding.UTF8.GetByteCount(record.Id);
        if (idBytes is 0 or > ProductIdTable.MaxIdBytes)
        {
            return $"a product id has 1 to {ProductIdTable.MaxIdBytes} bytes, but this one has {idBytes}";
        }

        string shown = Printable.Shown(record.Id);
        if (record.Kind == DeltaKind.Upsert && record.Vector is null)
        {
            return $"product {shown} has no vector; give one, or change attributes with Set";
        }

        if (FindFault(record.Vector, "vector", 0) is string fault
            || FindFault(record.NextVector, "NextVector", 1) is string nextFault && (fault = nextFault) is not null)
        {
            return $"product {shown}: {fault}";
        }

        if (record.NextVector is not null && _rows.Length < 2)
        {
            return $"product {shown} has a NextVector, but this snapshot has no space Next; "
                + "leave it out, or build with OUT vectors";
        }

        if (record.Category is string paths
            && (paths.AsSpan().Count('|') >= MaxPaths || Encoding.UTF8.GetByteCount(paths) > MaxTextBytes))
        {
            return $"product {shown} has more than {MaxPaths} categories, or more than {MaxTextBytes} bytes of them";
        }

        if ((FaultOfFacets(record.Facets, shown) ?? FaultOfNumbers(record.Numbers, shown)) is string misfit)
        {
            return misfit;
        }

        foreach ((string name, string value) in record.Payload)
        {
            if (Array.IndexOf(_columns.PayloadColumns, name) < 0)
            {
                return $"product {shown}: no payload column \"{Printable.Shown(name)}\" in this snapshot; it has: "
                    + Printable.Of(string.Join(", ", _columns.PayloadColumns));
            }

            if (Encoding.UTF8.GetByteCount(value) > MaxTextBytes)
            {
                return $"product {shown}: the payload \"{Printable.Shown(name)}\" has more than {MaxTextBytes} bytes; "
                    + "shorten it";
            }
        }

        return null;
    }

    /// <summary>Applies a write without faults, entirely or not at all.</summary>
    public DeltaOutcome Apply(DeltaRecord record)
    {
        byte[] id = Encoding.UTF8.GetBytes(record.Id);
        lock (_writing)
        {
            int ordinal = Find(id, _versionCount);
            if (ordinal < 0 && record.Kind != DeltaKind.Upsert)
            {
                return DeltaOutcome.NoSuchProduct;
            }

            int needed = record.Kind == DeltaKind.Upsert && ordinal >= 0 ? 2 : 1;
            if (needed > Capacity - _versionCount)
            {
                return DeltaOutcome.Full;
            }

            switch (record.Kind)
            {
                case DeltaKind.Upsert:
                    AddRow(record, id, ordinal);
                    _forgotten.Remove(record.Id);
                    _waiting.RemoveAll(change => change.Id == record.Id);
                    break;
                case DeltaKind.Set:
                    Append(_versionCount, TargetOf(ordinal), Changed(Before(ordinal), record), successor: -1);
                    break;
                default:
                    if (Before(ordinal).Origin < 0)
                    {
                        Forget(record.Id);
                    }

                    Append(_versionCount, TargetOf(ordinal), attributes: null, successor: -1);
                    break;
            }

            // A reader that sees this number sees everything written above.
            Volatile.Write(ref _versionCount, _versionCount + needed);
            return DeltaOutcome.Applied;
        }
    }

    /// <summary>
    /// Applies a write that was accepted before. Unlike <see cref="Apply"/>, remembers what is said of an unknown
    /// product.
    /// </summary>
    public DeltaOutcome Replay(DeltaRecord record)
    {
        DeltaOutcome outcome = Apply(record);
        if (outcome == DeltaOutcome.NoSuchProduct)
        {
            lock (_writing)
            {
                if (record.Kind == DeltaKind.Remove)
                {
                    Forget(record.Id);
                }
                else
                {
                    Await(record);
                }
            }
        }

        return outcome;
    }

    private void Await(DeltaRecord change)
    {
        _waiting.Add(change);
        if (_waiting.Count > Capacity)
        {
            _waiting.RemoveAt(0);
        }
    }

    private void Forget(string id)
    {
        _forgotten.Remove(id);
        _forgotten.Add(id);
        _waiting.RemoveAll(change => change.Id == id);
        if (_forgotten.Count > Capacity)
        {
            _forgotten.RemoveAt(0);
        }
    }

    private void AddRow(DeltaRecord record, byte[] id, int ordinal)
    {
        int row = _rowCount;
        int version = _versionCount;
        DeltaAttributes before = ordinal >= 0 ? Before(ordinal)
            : _columns.Ids.TryFind(id, out int origin) ? new DeltaAttributes { Origin = origin, IsFresh = true }
            : new DeltaAttributes();
        _rows[0].Set(row, record.Vector);
        if (record.NextVector is not null)
        {
            _rows[1].Set(row, record.NextVector);
        }

        _born[row] = ordinal >= 0 ? version + 1 : version;
        _died[row] = Open;
        _upserts[row] = record;
        _newest[row] = -1;
        if (ordinal >= 0)
        {
            Append(version, TargetOf(ordinal), attributes: null, successor: row);
            version++;
        }

        _ids.Add(row, id);
        Append(version, row, Changed(before, record), successor: -1);
        Volatile.Write(ref _rowCount, row + 1);
    }

    private void Append(int version, int target, DeltaAttributes? attributes, int successor)
    {
        int previous = target >= 0 ? _newest[target] : _base.Newest(~target);
        _targets[version] = target;
        _previous[version] = previous;
        _ends[version] = Open;
        _successors[version] = successor;
        _attributes[version] = attributes;
        _gone[version] = (version == 0 ? 0 : _gone[version - 1]) + (target < 0 && attributes is null ? 1 : 0);
        _living[version] = (version == 0 ? 0 : _living[version - 1])
            + (target < 0 ? 0 : attributes is null ? -1 : previous < 0 ? 1 : 0);
        Debug.Assert(_gone[version] >= 0 && _living[version] >= 0);
        if (previous >= 0)
        {
            _ends[previous] = version;
        }

        if (target < 0)
        {
            _base.Set(~target, version);
            return;
        }

        Volatile.Write(ref _newest[target], version);
        if (attributes is null)
        {
            _died[target] = version;
        }
    }

    private int TargetOf(int ordinal) => ordinal < _columns.Count ? ~ordinal : ordinal - FirstOrdinal;

    /// <summary>Returns the current attributes of a living product.</summary>
    private DeltaAttributes Before(int ordinal)
    {
        int version = VersionOf(ordinal, Open - 1);
        return version >= 0 ? _attributes[version]! : new DeltaAttributes
        {
            Origin = ordinal,
            Price = _columns.Numbers(TermKind.Price, ordinal, 1)[0],
            FirstSeen = _columns.Numbers(TermKind.FirstSeen, ordinal, 1)[0],
            InStock = _columns.IsInStock(ordinal),
        };
    }

    private DeltaAttributes Changed(DeltaAttributes before, DeltaRecord record)
    {
        DeltaFacet?[]? facets = before.Facets;
        DeltaNamed<DeltaFacet>? newFacets = before.NewFacets;
        DeltaNamed<double[]>? numbers = before.Numbers;
        string?[]? payload = before.Payload;
        if (record.Facets.Count > 0)
        {
            facets = facets is null ? new DeltaFacet?[_columns.Facets.Count] : [.. facets];
            foreach ((string name, string values) in record.Facets)
            {
                if (_names.NumberOfFacet(name) < 0 && DeltaNames.ValuesOf(values).Count == 0)
                {
                    // Kept, because another delta that this one is carried to may know a value.
                    newFacets = DeltaNamed<DeltaFacet>.With(newFacets, NormalForm.Of(name), DeltaFacet.None);
                    continue;
                }

                int facet = _names.AddFacet(name);
                if (facet < facets.Length)
                {
                    facets[facet] = _names.FacetOf(facet, values);
                }
                else
                {
                    string added = _names.NewFacets[facet - facets.Length];
                    newFacets = DeltaNamed<DeltaFacet>.With(newFacets, added, _names.FacetOf(facet, values));
                }
            }
        }

        foreach ((string name, IReadOnlyList<double> values) in record.Numbers)
        {
            string column = NameOfNumbers(name);
            if (_columns.NumberColumns.Find(column) < 0 && values.Count > 0)
            {
                _names.AddNumbers(column);
            }

            numbers = DeltaNamed<double[]>.With(numbers, column, DeltaNames.NumbersOf(values));
        }

        if (record.Payload.Count > 0)
        {
            payload = payload is null ? new string?[_columns.PayloadColumns.Length] : [.. payload];
            foreach ((string name, string value) in record.Payload)
            {
                payload[Array.IndexOf(_columns.PayloadColumns, name)] = value;
            }
        }

        return before with
        {
            Place = record.Category is null ? before.Place : _names.PlaceOf(record.Category),
            Price = record.Price ?? before.Price,
            HasPrice = before.HasPrice || record.Price is not null,
            InStock = record.InStock ?? before.InStock,
            HasStock = before.HasStock || record.InStock is not null,
            FirstSeen = record.FirstSeen ?? before.FirstSeen,
            HasFirstSeen = before.HasFirstSeen || record.FirstSeen is not null,
            Facets = facets,
            NewFacets = newFacets,
            Numbers = numbers,
            Payload = payload,
        };
    }

    private string? FindFault(float[]? vector, string name, int space)
    {
        if (vector is null)
        {
            return null;
        }

        int dimension = _rows[0].Dimension;
        if (vector.Length != dimension)
        {
            return $"its {name} has {vector.Length} numbers, but the snapshot's have {dimension}";
        }

        if (!UnitVector.HasDirection(vector))
        {
            return $"its {name} is zero or contains a number that is not finite";
        }

        RowForm form = space < _rows.Length ? _rows[space].Form : default;
        return form.Fits(UnitVector.Length(vector)) ? null
            : $"its {name} is more than 30 powers of ten longer than any of the snapshot, so that their dot products "
                + "cannot be compared; scale it as those were";
    }

    private static bool HasLongValue(string values)
    {
        foreach (string value in values.Split('|'))
        {
            if (Encoding.UTF8.GetByteCount(value.Trim()) > FacetColumns.MaxValueBytes)
            {
                return true;
            }
        }

        return false;
    }
}
