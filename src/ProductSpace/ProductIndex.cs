using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>
/// Answers "what next for this shopper?" from an open snapshot, inside the host's process and without allocation. Safe
/// for any number of threads at once. <see cref="Dispose"/> waits for running searches; later calls throw
/// <see cref="ObjectDisposedException"/>.
/// </summary>
/// <remarks>
/// The file is mapped, and all processes that have it open share its pages. It must not be changed while it is open,
/// only replaced by another file under its name, as a build does.
/// </remarks>
public sealed partial class ProductIndex : IDisposable
{
    private const int MostFilters = 256;
    private const long MostFilterBytes = 32L << 20;

    private readonly IByteOwner _file;
    private readonly Lease _lease = new();
    private readonly OpenSnapshot _snapshot;
    private readonly Planner[] _planners;

    private ProductIndex(IByteOwner file, OpenSnapshot snapshot)
    {
        _file = file;
        _snapshot = snapshot;
        _planners = new Planner[snapshot.Spaces.Length];
        for (int space = 0; space < _planners.Length; space++)
        {
            _planners[space] = new Planner(
                snapshot.Spaces[space],
                Calibration.Open(snapshot.Sections, snapshot.Header, space),
                WalkStops.Open(snapshot.Sections, snapshot.Header, space),
                CellCalibration.Open(snapshot.Sections, space),
                CellStarts.Open(snapshot.Sections, snapshot.Header, space));
        }

        Info = SnapshotInfo.Of(file, snapshot);
    }

    /// <summary>Properties of the snapshot.</summary>
    public SnapshotInfo Info { get; }

    /// <summary>
    /// Number of products in the snapshot. Their ordinals are below it, those of a delta's products at or above it.
    /// </summary>
    public int Count => _snapshot.Count;

    /// <summary>Number of components of a vector.</summary>
    public int Dimension => _snapshot.Dimension;

    /// <summary>Whether the snapshot has OUT vectors, so that <see cref="Space.Next"/> can be searched.</summary>
    public bool HasNext => _planners.Length > 1;

    /// <summary>Number that results carry; a host sets it once, before the first search.</summary>
    internal int Generation { get; set; }

    /// <summary>Compiled filters by their normal form.</summary>
    internal LruCache<FilterKey, ProductFilter> Filters { get; } = new(MostFilters, MostFilterBytes);

    internal OpenSnapshot Snapshot => _snapshot;

    internal ProductColumns Columns => _snapshot.Columns;

    internal SnapshotHeader Header => _snapshot.Header;

    internal SnapshotSections Sections => _snapshot.Sections;

    /// <summary>Opens a snapshot.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="mode">
    /// How much is read and checked first; <see cref="OpenMode.Quick"/> takes milliseconds for any size.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SnapshotException">
    /// The file is no snapshot, damaged, cut short, or of a newer format.
    /// </exception>
    public static ProductIndex Open(string path, OpenMode mode = OpenMode.Quick)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(MappedFile.OpenRead(path), path, mode);
    }

    /// <summary>
    /// Opens a snapshot from memory, such as the bytes of <see cref="ProductIndexBuilder.BuildToMemory"/>. They are
    /// copied, so that the caller may change them afterwards.
    /// </summary>
    /// <param name="snapshot">All bytes of a snapshot file.</param>
    /// <param name="mode">How much is read and checked first.</param>
    /// <exception cref="SnapshotException">
    /// The bytes are no snapshot, damaged, cut short, or of a newer format.
    /// </exception>
    public static ProductIndex Open(ReadOnlySpan<byte> snapshot, OpenMode mode = OpenMode.Quick) =>
        Open(new CopiedBytes(CopiedBytes.NameOfMemory, snapshot), CopiedBytes.NameOfMemory, mode);

    /// <summary>Opens a snapshot over bytes that are disposed with the index, or here on failure.</summary>
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

            ProductIndex index = new(file, new OpenSnapshot(header, sections));
            if (mode == OpenMode.Verify)
            {
                SnapshotVerifier.Verify(index._snapshot, progress: null, CancellationToken.None);
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
    /// Checks everything in the open snapshot, as <see cref="OpenMode.Verify"/> does: checksums, zeros between
    /// sections, structure, and that every node can be reached.
    /// </summary>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    /// <exception cref="SnapshotException">Something is wrong; the message names section and byte.</exception>
    public void Verify(IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            SnapshotVerifier.Verify(_snapshot, progress, cancellationToken);
        }
        finally
        {
            _lease.Exit();
        }
    }

    /// <summary>Waits for running searches, then closes the snapshot.</summary>
    public void Dispose()
    {
        if (_lease.Close())
        {
            _file.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal SpaceView ViewOf(Space space) => PlannerOf(space).Space;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Planner PlannerOf(Space space) => (uint)space < (uint)_planners.Length
        ? _planners[(int)space]
        : throw new ArgumentException(
            $"this snapshot has no space {space}; build it with OUT vectors (--next-vectors)", nameof(space));

    /// <summary>Returns what each strategy would cost a search, and why one is chosen.</summary>
    internal (List<ExplainedStrategy> Strategies, string Why) Explain(
        Space space, QueryKind kind, int k, float target, ProductFilter? filter) =>
        PlanExplanation.Make(PlannerOf(space), new PlanRequest(kind, Math.Min(k, Count), target), filter?.In(space));

    internal void Enter() => ObjectDisposedException.ThrowIf(!_lease.TryEnter(), this);

    internal void Exit() => _lease.Exit();
}
