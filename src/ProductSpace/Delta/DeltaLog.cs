using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;

namespace ProductSpace.Delta;

/// <summary>
/// In-memory log of the writes since a snapshot was built: versions of products, append-only, of fixed capacity. A
/// version belongs to a target, which is a base product or a row of the delta (a product with its own vectors), and
/// holds the attributes of the target from then on, or marks it as gone. An upsert of a known product is two versions:
/// the old target is gone, and the new row exists.
/// </summary>
/// <remarks>
/// Memory ordering: the single writer fills vectors, ids, versions and the links of older versions, then publishes the
/// number of versions by a volatile write. A reader first takes that number by a volatile read, so that it sees
/// everything written before. Later writes may show in links (the newest version of a target, the end of an older one),
/// where the reader skips numbers not below its own; links are 32-bit numbers and references, never torn. So a reader
/// sees a prefix of the writes, each of them entirely or not at all.
/// </remarks>
internal sealed partial class DeltaLog
{
    public const int MinCapacity = 16;
    public const int MaxCapacity = 1 << 20;

    /// <summary>End of a version that is still the newest.</summary>
    private const int Open = int.MaxValue;

    private static long s_made;

    private readonly Lock _writing = new();
    private readonly ProductColumns _columns;
    private readonly SpaceView[] _spaces;
    private readonly DeltaRows[] _rows;
    private readonly DeltaNames _names;
    private readonly DeltaIds _ids;
    private readonly DeltaBase _base;

    // Indexed by version.
    private readonly int[] _targets;
    private readonly int[] _previous;
    private readonly int[] _ends;
    private readonly int[] _successors;
    private readonly int[] _gone;
    private readonly int[] _living;
    private readonly DeltaAttributes?[] _attributes;

    // Indexed by row.
    private readonly int[] _born;
    private readonly int[] _died;
    private readonly int[] _newest;
    private readonly DeltaRecord?[] _upserts;

    /// <summary>
    /// Ids of removed products that the base never had, in the order of removal, at most as many as versions. They
    /// matter after a rollback to a generation whose delta still has them.
    /// </summary>
    private readonly List<string> _forgotten = [];

    /// <summary>
    /// Changes of products that neither base nor delta has, at most as many as versions: a product that a build left
    /// out comes back with a later one, and is as it was said to be.
    /// </summary>
    private readonly List<DeltaRecord> _waiting = [];

    private int _versionCount;
    private int _rowCount;

    /// <summary>Number of this log among those of the process: with the count, it names what readers see.</summary>
    public long Number { get; } = Interlocked.Increment(ref s_made);

    /// <param name="columns">Of the base snapshot.</param>
    /// <param name="spaces">Of the base snapshot.</param>
    /// <param name="capacity">Maximum number of versions.</param>
    /// <param name="firstOrdinal">Ordinal of the first row, not below the number of base products.</param>
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

    /// <summary>Maximum number of versions.</summary>
    public int Capacity { get; }

    /// <summary>Number of versions so far.</summary>
    public int Count => Volatile.Read(ref _versionCount);

    /// <summary>Number of rows so far, including dead ones.</summary>
    public int RowCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _rowCount);
    }

    public int FirstOrdinal { get; }

    /// <summary>Ordinal after that of the last row.</summary>
    public int EndOrdinal => FirstOrdinal + RowCount;

    /// <summary>Number of names that the base does not know; their groups are numbered after the base's.</summary>
    public int NameCount => _names.Count;

    /// <summary>Returns the view of a search that begins now; the default if nothing was written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeltaView Now(int space)
    {
        int versions = Volatile.Read(ref _versionCount);
        return versions == 0 ? default : new DeltaView(this, versions, space);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeltaRows Rows(int space) => _rows[space];

    /// <summary>Counts the base products that are gone after a number of versions, at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GoneAt(int versions) => _gone[versions - 1];

    /// <summary>Counts the living rows after a number of versions, at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LivingAt(int versions) => _living[versions - 1];

    /// <summary>Attributes of a version; null if its target is gone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeltaAttributes? Attributes(int version) => _attributes[version];

    /// <summary>Row of a version, or ~ordinal of its base product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Target(int version) => _targets[version];

    /// <summary>
    /// Whether a version among the first <paramref name="versions"/> is the newest of its target there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNewest(int version, int versions) => _ends[version] >= versions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowOf(int ordinal)
    {
        int row = ordinal - FirstOrdinal;
        return (uint)row < (uint)RowCount
            ? row
            : throw new ArgumentOutOfRangeException(
                nameof(ordinal),
                ordinal,
                $"not a product of this delta, whose ordinals are in [{FirstOrdinal}, {EndOrdinal})");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OrdinalOf(int row) => FirstOrdinal + row;

    /// <summary>Whether a row exists and is alive after a number of versions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLiving(int row, int versions) => _born[row] < versions && _died[row] >= versions;

    /// <summary>
    /// Finds the newest version of a row among the first <paramref name="versions"/>, where it has one.
    /// </summary>
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

    /// <summary>
    /// Finds the newest version of a product among the first <paramref name="versions"/>; -1 if the delta does not
    /// change it.
    /// </summary>
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
            Debug.Assert(_previous[version] < version);
            version = _previous[version];
        }

        return version;
    }

    /// <summary>
    /// Whether a base product is excluded from answers: it is gone, or its new attributes do not match the filter.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsHidden(int ordinal, int versions, DeltaMatchBits? passes)
    {
        int version = VersionOf(ordinal, versions);
        return version >= 0 && (_attributes[version] is null || (passes is not null && !passes.Passes(version)));
    }

    /// <summary>
    /// Finds the current ordinal of a product after a number of versions; -1 if it is gone or the ordinal is invalid.
    /// </summary>
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

    /// <summary>Finds the ordinal of a product id after a number of versions; -1 if there is none.</summary>
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
            // If a row has the id, the base product of that id is gone.
            return IsLiving(row, versions) ? OrdinalOf(row) : -1;
        }

        return _columns.Ids.TryFind(id, out int ordinal) && !IsHidden(ordinal, versions, passes: null) ? ordinal : -1;
    }

    /// <summary>
    /// Approximate memory of the log: its tables, the chunks of the rows, and the writes with their original vectors.
    /// </summary>
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

    /// <summary>Id of a row as it was written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string IdOfRow(int row) => _upserts[row]!.Id;

    /// <summary>Whether a write placed a product in this category, which the base does not know.</summary>
    public bool KnowsCategory(string path)
    {
        lock (_writing)
        {
            return _names.KnowsCategory(CategoryTree.Clean(path));
        }
    }

    /// <summary>Whether a write gave a product this value, which the base does not know.</summary>
    public bool KnowsValue(int facet, string value)
    {
        lock (_writing)
        {
            return _names.KnowsValue(facet, value);
        }
    }

    public string IdOf(int ordinal) => Encoding.UTF8.GetString(_ids[RowOf(ordinal)]);

    /// <summary>
    /// Finds the attributes of a product after a number of versions, or its last ones if it is gone; null if the delta
    /// does not change it.
    /// </summary>
    public DeltaAttributes? AttributesOf(int ordinal, int versions)
    {
        for (int version = VersionOf(ordinal, versions); version >= 0; version = _previous[version])
        {
            if (_attributes[version] is DeltaAttributes written)
            {
                return written;
            }
        }

        return null;
    }

    /// <summary>
    /// Finds the group of a product for group limits; names that the base does not know are numbered after the
    /// column's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int GroupOf(GroupColumn column, int ordinal, int versions)
    {
        int version = VersionOf(ordinal, versions);
        DeltaAttributes? changed = version < 0 ? null : _attributes[version];
        if (changed is null)
        {
            return (uint)ordinal < (uint)_columns.Count ? column.GroupOf(ordinal) : -1;
        }

        if (column.Facet >= 0)
        {
            return changed.FacetOf(column.Facet) is not DeltaFacet facet ? BaseGroupOf(column, changed)
                : facet.First < 0 ? -1
                : facet.FirstIsKnown ? facet.First - column.FirstValue
                : column.Count + facet.First;
        }

        if (changed.Place is not DeltaPlace place)
        {
            return BaseGroupOf(column, changed);
        }

        int depth = Math.Min(column.Level, place.KnownDepth + place.Prefixes.Length);
        return depth <= place.KnownDepth
            ? column.OfCategory(place.Primary)
            : column.Count + place.Prefixes[depth - place.KnownDepth - 1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BaseGroupOf(GroupColumn column, DeltaAttributes changed) =>
        changed.Base >= 0 ? column.GroupOf(changed.Base) : -1;
}
