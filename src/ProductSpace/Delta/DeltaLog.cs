using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;

namespace ProductSpace.Delta;

/// <summary>
/// The writes since a snapshot was built, in memory: a log of versions of products, append-only and of fixed room. A version
/// belongs to a target, a base product or a row of the delta (a product with vectors of its own), and says what its
/// attributes are from then on, or that it is gone. An upsert of a known product is two versions: the old target is gone,
/// the new row is there.
/// </summary>
/// <remarks>
/// Order of memory: the one writer fills vectors, ids, versions and the links of older ones, and publishes the number of
/// versions last, by a volatile write. A reader takes that number first, by a volatile read, so that it sees all that was
/// written before. What is written later may show in links (the newest version of a target, the end of an older one), where
/// numbers at or behind the reader's own tell it to look past: 32-bit numbers and references, never torn. So a reader sees
/// a prefix of the writes, all of a write or nothing of it.
/// </remarks>
internal sealed partial class DeltaLog
{
    public const int MinCapacity = 16;
    public const int MaxCapacity = 1 << 20;

    /// <summary>End of a version that is still the newest.</summary>
    private const int Open = int.MaxValue;

    private readonly Lock _writing = new();
    private readonly ProductColumns _columns;
    private readonly SpaceView[] _spaces;
    private readonly DeltaRows[] _rows;
    private readonly DeltaNames _names;
    private readonly DeltaIds _ids;
    private readonly DeltaBase _base;

    // By version.
    private readonly int[] _targets;
    private readonly int[] _previous;
    private readonly int[] _ends;
    private readonly int[] _successors;
    private readonly int[] _gone;
    private readonly int[] _living;
    private readonly DeltaAttributes?[] _attributes;

    // By row.
    private readonly int[] _born;
    private readonly int[] _died;
    private readonly int[] _newest;
    private readonly DeltaRecord?[] _upserts;

    /// <summary>
    /// Products that the base never had and that were removed, in the order of their removal, for a base whose delta still has
    /// them: a generation that is gone back to. At most as many as versions.
    /// </summary>
    private readonly List<string> _forgotten = [];

    private int _versionCount;
    private int _rowCount;

    /// <param name="columns">Of the base.</param>
    /// <param name="spaces">Of the base.</param>
    /// <param name="capacity">Versions, at most.</param>
    /// <param name="firstOrdinal">Ordinal of the first row, at least the number of base products.</param>
    public DeltaLog(ProductColumns columns, ReadOnlySpan<SpaceView> spaces, int capacity, int firstOrdinal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, MinCapacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstOrdinal, columns.Count);
        _columns = columns;
        _spaces = spaces.ToArray();
        Capacity = capacity;
        FirstOrdinal = firstOrdinal;
        _names = new DeltaNames(columns);
        _ids = new DeltaIds(capacity);
        _base = new DeltaBase(capacity);
        _rows = new DeltaRows[spaces.Length];
        for (int space = 0; space < spaces.Length; space++)
        {
            _rows[space] = new DeltaRows(spaces[space].Model, capacity);
        }

        _targets = new int[capacity];
        _previous = new int[capacity];
        _ends = new int[capacity];
        _successors = new int[capacity];
        _gone = new int[capacity];
        _living = new int[capacity];
        _attributes = new DeltaAttributes?[capacity];
        _born = new int[capacity];
        _died = new int[capacity];
        _newest = new int[capacity];
        _upserts = new DeltaRecord?[capacity];
    }

    /// <summary>Versions that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Versions so far.</summary>
    public int Count => Volatile.Read(ref _versionCount);

    /// <summary>Rows so far, dead ones included.</summary>
    public int RowCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _rowCount);
    }

    public int FirstOrdinal { get; }

    /// <summary>Ordinal of the row after the last.</summary>
    public int EndOrdinal => FirstOrdinal + RowCount;

    /// <summary>Names that the base does not know; groups of caps are numbered behind the base's by them.</summary>
    public int NameCount => _names.Count;

    /// <summary>What a search that begins now sees; the default where nothing was written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public DeltaView Now(int space)
    {
        int versions = Volatile.Read(ref _versionCount);
        return versions == 0 ? default : new DeltaView(this, versions, space);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeltaRows Rows(int space) => _rows[space];

    /// <summary>Base products that are gone after so many versions, at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GoneAt(int versions) => _gone[versions - 1];

    /// <summary>Rows that are alive after so many versions, at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LivingAt(int versions) => _living[versions - 1];

    /// <summary>What a version says; null where its target is gone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeltaAttributes? Attributes(int version) => _attributes[version];

    /// <summary>The row of a version, or ~ordinal of its base product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Target(int version) => _targets[version];

    /// <summary>Whether a version, one of the first so many, is the newest of its target among them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNewest(int version, int versions) => _ends[version] >= versions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowOf(int ordinal)
    {
        int row = ordinal - FirstOrdinal;
        return (uint)row < (uint)RowCount ? row : throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, $"no product of this delta; its ordinals are in [{FirstOrdinal}, {EndOrdinal})");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OrdinalOf(int row) => FirstOrdinal + row;

    /// <summary>Whether a row is there and not gone after so many versions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLiving(int row, int versions) => _born[row] < versions && _died[row] >= versions;

    /// <summary>The newest of the first so many versions of a row, which is among them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int VersionOfRow(int row, int versions)
    {
        int version = Volatile.Read(ref _newest[row]);
        while (version >= versions)
        {
            version = _previous[version];
        }

        return version;
    }

    /// <summary>The newest of the first so many versions of a product; -1 where the delta says nothing of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int VersionOf(int ordinal, int versions)
    {
        int version;
        if ((uint)ordinal < (uint)_columns.Count)
        {
            version = _base.Newest(ordinal);
        }
        else
        {
            int row = ordinal - FirstOrdinal;
            if ((uint)row >= (uint)RowCount)
            {
                return -1;
            }

            version = Volatile.Read(ref _newest[row]);
        }

        while (version >= versions)
        {
            version = _previous[version];
        }

        return version;
    }

    /// <summary>Whether a base product is not in answers any more: it is gone, or does not pass the filter with what was said of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsHidden(int ordinal, int versions, DeltaMatchBits? passes)
    {
        int version = VersionOf(ordinal, versions);
        return version >= 0 && (_attributes[version] is null || (passes is not null && !passes.Passes(version)));
    }

    /// <summary>The ordinal that a product goes by after so many versions, -1 where it is gone or there is no such ordinal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int CurrentOf(int ordinal, int versions)
    {
        while (true)
        {
            int version = VersionOf(ordinal, versions);
            if (version < 0)
            {
                return (uint)ordinal < (uint)_columns.Count ? ordinal : -1;
            }

            if (_attributes[version] is not null)
            {
                return ordinal;
            }

            int row = _successors[version];
            if (row < 0)
            {
                return -1;
            }

            ordinal = OrdinalOf(row);
        }
    }

    /// <summary>The ordinal of a product id after so many versions, -1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<byte> id, int versions)
    {
        int row = _ids.Newest(id);
        while (row >= 0 && _born[row] >= versions)
        {
            row = _ids.Older(row);
        }

        if (row >= 0)
        {
            // Where a row has the id, the base's product of that id is gone.
            return IsLiving(row, versions) ? OrdinalOf(row) : -1;
        }

        return _columns.Ids.TryFind(id, out int ordinal) && !IsHidden(ordinal, versions, passes: null) ? ordinal : -1;
    }

    /// <summary>Memory that it holds, about: its tables, the rows' chunks, and what was said, with the vectors as they were given.</summary>
    public long Bytes
    {
        get
        {
            const int tablesOfVersion = 72;
            const int ofVersion = 160;
            const int ofRow = 224;
            long bytes = ((long)tablesOfVersion * Capacity) + ((long)ofVersion * Count) + ((long)ofRow * RowCount);
            foreach (DeltaRows rows in _rows)
            {
                bytes += rows.Bytes + ((long)RowCount * rows.Dimension * sizeof(float));
            }

            return bytes;
        }
    }

    /// <summary>The id of a row as it was written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string IdOfRow(int row) => _upserts[row]!.Id;

    /// <summary>Whether a product of this delta was said to be in a category that the base does not know.</summary>
    public bool KnowsCategory(string path)
    {
        lock (_writing)
        {
            return _names.KnowsCategory(CategoryTree.Clean(path));
        }
    }

    /// <summary>Whether a product of this delta was said to have a value that the base does not know.</summary>
    public bool KnowsValue(int facet, string value)
    {
        lock (_writing)
        {
            return _names.KnowsValue(facet, value);
        }
    }

    public string IdOf(int ordinal) => Encoding.UTF8.GetString(_ids[RowOf(ordinal)]);

    /// <summary>What the delta says of a product after so many versions; of one that is gone, what it said last. Null where it says nothing.</summary>
    public DeltaAttributes? AttributesOf(int ordinal, int versions)
    {
        for (int version = VersionOf(ordinal, versions); version >= 0; version = _previous[version])
        {
            if (_attributes[version] is DeltaAttributes said)
            {
                return said;
            }
        }

        return null;
    }

    /// <summary>The group of a product for caps; names that the base does not know have numbers behind the column's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int GroupOf(GroupColumn column, int ordinal, int versions)
    {
        int version = VersionOf(ordinal, versions);
        DeltaAttributes? said = version < 0 ? null : _attributes[version];
        if (said is null)
        {
            return (uint)ordinal < (uint)_columns.Count ? column.GroupOf(ordinal) : -1;
        }

        if (column.Facet >= 0)
        {
            return said.FacetOf(column.Facet) is not DeltaFacet facet ? OfBase(column, said)
                : facet.First < 0 ? -1
                : facet.FirstIsKnown ? facet.First - column.FirstValue
                : column.Count + facet.First;
        }

        if (said.Place is not DeltaPlace place)
        {
            return OfBase(column, said);
        }

        int depth = Math.Min(column.Level, place.KnownDepth + place.Prefixes.Length);
        return depth <= place.KnownDepth ? column.OfCategory(place.Primary) : column.Count + place.Prefixes[depth - place.KnownDepth - 1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int OfBase(GroupColumn column, DeltaAttributes said) => said.Base >= 0 ? column.GroupOf(said.Base) : -1;
}
