using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>
/// An open snapshot: answers "what next for this shopper?" by the vectors of a product space, inside of the process,
/// without allocation. Safe for any number of threads at once. Close it with <see cref="Dispose"/>, which waits for
/// running searches; later calls throw <see cref="ObjectDisposedException"/>.
/// </summary>
/// <remarks>The file is mapped, its pages are shared by all processes that have it open. It must not be changed while it
/// is open, only replaced by another file under its name; a build does so.</remarks>
public sealed partial class ProductIndex : IDisposable
{
    private const int MostFilters = 256;
    private const long MostFilterBytes = 32L << 20;

    private readonly IByteOwner _file;
    private readonly Lease _lease = new();
    private readonly ProductColumns _columns;
    private readonly SpaceView[] _spaces;
    private readonly Calibration[] _calibrations;
    private readonly CellCalibration?[] _cellCalibrations;
    private readonly PlanMemo[] _plans;
    private readonly GroupTables _groups;
    private readonly SnapshotHeader _header;

    private ProductIndex(IByteOwner file, SnapshotHeader header, SnapshotSections sections)
    {
        _file = file;
        _header = header;
        Sections = sections;
        _columns = new ProductColumns(sections, header);
        _groups = new GroupTables(_columns, sections);
        _spaces = new SpaceView[header.SpaceCount];
        _calibrations = new Calibration[header.SpaceCount];
        _cellCalibrations = new CellCalibration?[header.SpaceCount];
        _plans = new PlanMemo[header.SpaceCount];
        for (int space = 0; space < header.SpaceCount; space++)
        {
            _spaces[space] = SnapshotViews.OpenSpace(sections, header, space);
            _calibrations[space] = SnapshotViews.OpenCalibration(sections, header, space);
            _cellCalibrations[space] = SnapshotViews.OpenCellCalibration(sections, space);
            _plans[space] = new PlanMemo();
        }

        Info = Describe(file, header, _columns, Array.TrueForAll(_spaces, space => space.Cells is not null));
    }

    /// <summary>What the snapshot says of itself.</summary>
    public SnapshotInfo Info { get; }

    /// <summary>Products in the snapshot; their ordinals are below it, those of a delta's products at or above it.</summary>
    public int Count => _header.ProductCount;

    /// <summary>Numbers in a vector.</summary>
    public int Dimension => _header.Dimension;

    /// <summary>Whether the snapshot has OUT vectors, so that <see cref="Space.Next"/> can be asked.</summary>
    public bool HasNext => _spaces.Length > 1;

    /// <summary>Number that answers carry; set once by a host, before anybody searches.</summary>
    internal int Generation { get; set; }

    /// <summary>Compiled filters by their normal form.</summary>
    internal LruCache<FilterKey, ProductFilter> Filters { get; } = new(MostFilters, MostFilterBytes);

    internal SnapshotSections Sections { get; }

    internal SnapshotHeader Header => _header;

    /// <summary>Opens a snapshot.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">How much is looked at first; <see cref="OpenMode.Quick"/> takes milliseconds for any size.</param>
    /// <exception cref="FileNotFoundException">there is no such file.</exception>
    /// <exception cref="SnapshotException">the file is no snapshot, damaged, cut short, or of a newer format.</exception>
    public static ProductIndex Open(string path, OpenMode mode = OpenMode.Quick)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(MappedFile.OpenRead(path), path, mode);
    }

    /// <summary>
    /// Opens a snapshot from memory, such as the bytes of <see cref="ProductIndexBuilder.BuildToMemory"/>. They are copied,
    /// so that the caller may change them afterwards. <see cref="SnapshotInfo.Path"/> is "memory".
    /// </summary>
    /// <param name="snapshot">All bytes of a snapshot file.</param>
    /// <param name="mode">How much is looked at first.</param>
    /// <exception cref="SnapshotException">the bytes are no snapshot, damaged, cut short, or of a newer format.</exception>
    public static ProductIndex Open(ReadOnlySpan<byte> snapshot, OpenMode mode = OpenMode.Quick) =>
        Open(new CopiedBytes(CopiedBytes.NameOfMemory, snapshot), CopiedBytes.NameOfMemory, mode);

    /// <summary>Opens a snapshot whose bytes somebody else brings; they are disposed with the index, or here on failure.</summary>
    internal static ProductIndex Open(IByteOwner file, string path, OpenMode mode)
    {
        bool isOpen = false;
        try
        {
            (SnapshotHeader header, SnapshotSections sections) = SnapshotFile.ReadHead(path, file.Bytes);
            if (mode != OpenMode.Quick)
            {
                file.Prefault(0, file.Length);
            }

            ProductIndex index = new(file, header, sections);
            if (mode == OpenMode.Verify)
            {
                SnapshotVerifier.Verify(index, progress: null, CancellationToken.None);
            }

            if (mode != OpenMode.Quick)
            {
                WarmUp.Run(index);
            }

            isOpen = true;
            return index;
        }
        finally
        {
            // No catch that throws again: the runtime would look for the handler a second time.
            if (!isOpen)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>
    /// Looks at everything in the open snapshot, as <see cref="OpenMode.Verify"/> does: checksums, zeros between sections,
    /// structure, and that every node can be reached.
    /// </summary>
    /// <exception cref="SnapshotException">something is wrong; the message names section and byte.</exception>
    public void Verify(IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            SnapshotVerifier.Verify(this, progress, cancellationToken);
        }
        finally
        {
            _lease.Exit();
        }
    }

    /// <summary>Waits for running searches, then unmaps the file.</summary>
    public void Dispose()
    {
        if (_lease.Close())
        {
            _file.Dispose();
        }
    }

    /// <summary>The ordinal of a product id.</summary>
    public bool TryGetOrdinal(ReadOnlySpan<char> id, out int ordinal)
    {
        Enter();
        try
        {
            return TryFind(id, DeltaIn(Space.Similar), out ordinal);
        }
        finally
        {
            _lease.Exit();
        }
    }

    /// <summary>The product id of an ordinal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public string GetProductId(int ordinal) =>
        Read(ordinal, static (columns, product) => Encoding.UTF8.GetString(columns.Ids[product]), static (log, _, product) => product < log.FirstOrdinal ? null : log.IdOf(product))!;

    /// <summary>The primary category path of a product; empty for the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public string GetCategory(int ordinal) =>
        Read(ordinal, static (columns, product) => Encoding.UTF8.GetString(columns.PathOf(columns.CategoryOf(product))), static (_, said, _) => said.Place?.Path) ?? string.Empty;

    /// <summary>The price of a product in minor units; null where unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public long? GetPrice(int ordinal) =>
        Read(ordinal, static (columns, product) => columns.Price(product), static (_, said, _) => said.Price == DeltaRecord.Unknown ? null : (long?)said.Price, isWhole: true);

    /// <summary>Whether a product was in stock when the snapshot was built.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public bool IsInStock(int ordinal) =>
        Read(ordinal, static (columns, product) => columns.IsInStock(product), static (_, said, _) => said.InStock, isWhole: true);

    /// <summary>When a product came into the shop; null where unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    public DateTimeOffset? GetFirstSeen(int ordinal) =>
        Read(ordinal, static (columns, product) => columns.FirstSeen(product), static (_, said, _) => ProductColumns.TimeOf(said.FirstSeen), isWhole: true);

    /// <summary>A payload value of a product, such as its name; empty where it has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    /// <exception cref="ArgumentException">the snapshot has no such column.</exception>
    public string GetPayload(int ordinal, string column)
    {
        int number = Array.IndexOf(_columns.PayloadColumns, column);
        if (number < 0)
        {
            throw new ArgumentException($"no payload column \"{column}\"; this snapshot has: {Printable.Of(string.Join(", ", _columns.PayloadColumns))}", nameof(column));
        }

        return Read(ordinal, (columns, product) => columns.PayloadOf(product, number), (_, said, _) => said.Payload?[number]) ?? string.Empty;
    }

    /// <summary>Copies the vector of a product, scaled to length 1, and returns its former length (popularity shows in it).</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in [0, Count).</exception>
    /// <exception cref="ArgumentException">the destination is shorter than Dimension, or there is no such space.</exception>
    public float GetVector(int ordinal, Span<float> destination, Space space = Space.Similar)
    {
        DeltaLog? log = CheckOrdinal(ordinal);
        if (destination.Length < Dimension)
        {
            throw new ArgumentException($"a vector has {Dimension} numbers, the destination {destination.Length} places", nameof(destination));
        }

        SpaceView view = ViewOf(space);
        Enter();
        try
        {
            if (ordinal >= Count)
            {
                log!.Rows((int)space).Decode(log.RowOf(ordinal), destination);
                GC.KeepAlive(log);
                return 1;
            }

            int slot = view.ToSlot(ordinal);
            slot = (uint)slot < (uint)Count ? slot : ordinal;
            view.Exact.Decode(slot, destination);
            return Sections.Get<float>(SectionId.OfSpace((int)space, SectionId.Norms), Count)[slot];
        }
        finally
        {
            _lease.Exit();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal SpaceView ViewOf(Space space) =>
        (uint)space < (uint)_spaces.Length
            ? _spaces[(int)space]
            : throw new ArgumentException($"this snapshot has no space {space}; build it with OUT vectors (--next-vectors)", nameof(space));

    internal Calibration CalibrationOf(Space space) => _calibrations[(int)space];

    /// <summary>What each road would cost a search, and why one is taken.</summary>
    internal (List<StrategyEstimate> IndexStructures, string Why) Explain(Space space, QueryKind kind, int k, float target, ProductFilter? filter) =>
        PlanExplanation.Make(CalibrationOf(space), CellCalibrationOf(space), ViewOf(space), kind, Math.Min(k, Count), target, filter?.In(space));

    /// <summary>What searches of a space remember of the calibration.</summary>
    internal PlanMemo PlansOf(Space space) => _plans[(int)space];

    /// <summary>Null in a file without searchable cells.</summary>
    internal CellCalibration? CellCalibrationOf(Space space) => _cellCalibrations[(int)space];

    /// <summary>The groups of answers that were asked for so far.</summary>
    internal GroupTables Groups => _groups;

    internal void Enter() => ObjectDisposedException.ThrowIf(!_lease.TryEnter(), this);

    internal void Exit() => _lease.Exit();

    internal ProductColumns Columns => _columns;

    private static SnapshotInfo Describe(IByteOwner file, SnapshotHeader header, ProductColumns columns, bool hasCells) => new()
    {
        Path = file.Path,
        FileBytes = file.Length,
        FormatVersion = (int)header.Version,
        Products = header.ProductCount,
        Dimension = header.Dimension,
        HasNext = header.SpaceCount > 1,
        Categories = header.CategoryCount,
        Structures = !header.HasGraph ? IndexStructures.Cells : hasCells ? IndexStructures.Both : IndexStructures.Graph,
        M = header.M,
        EfConstruction = header.EfConstruction,
        Seed = header.Seed,
        ContentHash = header.ContentHash.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
        VectorsHash = header.SimilarHash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        ReachableNodes = header.Spaces[0].Reachable,
        Nodes = header.Spaces[0].Nodes,
        PayloadColumns = columns.PayloadColumns,
        Facets = columns.Facets.Names,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryFind(ReadOnlySpan<char> id, DeltaView delta, out int ordinal)
    {
        const int usual = 512;
        if (id.Length * 3L > usual)
        {
            return TryFindLong(id, delta, out ordinal);
        }

        Span<byte> text = stackalloc byte[usual];
        return TryFind(text[..Encoding.UTF8.GetBytes(id, text)], delta, out ordinal);
    }

    private bool TryFindLong(ReadOnlySpan<char> id, DeltaView delta, out int ordinal)
    {
        if (id.Length > ProductIdTable.MaxIdBytes || Encoding.UTF8.GetByteCount(id) > ProductIdTable.MaxIdBytes)
        {
            ordinal = -1;
            return false;
        }

        Span<byte> text = stackalloc byte[ProductIdTable.MaxIdBytes];
        return TryFind(text[..Encoding.UTF8.GetBytes(id, text)], delta, out ordinal);
    }
}
