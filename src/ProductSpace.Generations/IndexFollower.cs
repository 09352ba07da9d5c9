using ProductSpace.Generations.Folders;
using ProductSpace.Generations.Following;
using ProductSpace.Memory;

namespace ProductSpace.Generations;

/// <summary>
/// Answers from the current generation of a <see cref="GenerationFolder"/>, and from the next one as soon as the
/// pointer leads to it. A background thread reads the pointer once a second; it opens, verifies and warms up a new
/// generation, compiles the filters for it, and swaps one reference. Searches in flight finish on the old map, which is
/// released when its last lease ends. A generation that cannot be read is refused: the follower stays on the one it has
/// and says so in <see cref="Status"/>. Safe for any number of threads and processes at once.
/// </summary>
public sealed partial class IndexFollower : IDisposable
{
    private readonly GenerationFolder _folder;
    private readonly FollowerOptions _options;
    private readonly IFileOperations _files;
    private readonly FilterScope _scope;
    private readonly PointerWatch? _watch;
    private readonly Lock _looking = new();
    private readonly FollowedDelta _delta;
    private FollowedGeneration? _current;
    private ProductDelta? _writer;
    private FollowerStatus _status;
    private byte[] _seen;
    private int _pause;
    private int _paused;
    private volatile bool _isDisposed;

    private IndexFollower(
        string directory,
        FollowerOptions options,
        IFileOperations files,
        bool follow,
        FilterScope? scope = null,
        int pinned = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PollInterval, TimeSpan.FromMilliseconds(1));
        _options = options;
        _files = files;
        _folder = new GenerationFolder(directory, files);
        _scope = scope ?? new FilterScope($"the follower of {_folder.Directory}");
        _delta = new FollowedDelta(options.UseDelta, files);
        _seen = ReadPointer();
        CurrentPointer pointer = CurrentPointer.Parse(_folder.PointerPath, _seen);
        _current = pinned == 0
            ? OpenGeneration(pointer, pointer.Content)
            : OpenGeneration(pointer with { Generation = pinned }, content: null);
        _delta.Look(_current.Index, _folder.DeltaPathOf(_current.Pointer.Generation));
        _status = Describe(_current);

        // Compiles the path of the first request.
        Acquire().Dispose();
        if (follow)
        {
            _watch = new PointerWatch(_folder.Directory, options.UseWatcher);
            new Thread(Follow) { IsBackground = true, Name = "ProductSpace follower" }.Start();
        }
    }

    /// <summary>Says what answers now, and what was refused. Any thread may ask.</summary>
    public FollowerStatus Status => Volatile.Read(ref _status);

    /// <summary>Opens the current generation, as the options say, and follows the folder from then on.</summary>
    /// <exception cref="GenerationException">
    /// Nothing was published into the folder, or its pointer is damaged or newer than this program.
    /// </exception>
    /// <exception cref="SnapshotException">The current generation is damaged, or newer than this program.</exception>
    /// <exception cref="IOException">The folder or the snapshot cannot be read.</exception>
    public static IndexFollower Open(string directory, FollowerOptions? options = null) =>
        Open(directory, options ?? new FollowerOptions(), SystemFiles.Instance, follow: true);

    /// <summary>Opens the current generation; without following, the caller calls <see cref="Look"/>.</summary>
    internal static IndexFollower Open(
        string directory, FollowerOptions options, IFileOperations files, bool follow, FilterScope? scope = null) =>
        new(directory, options, files, follow, scope);

    /// <summary>
    /// Answers from one generation for ever, whatever the pointer says. Its publication is that of the pointer when it
    /// was opened; the pointer says nothing of its content, which the file's own hash tells.
    /// </summary>
    internal static IndexFollower OpenPinned(
        string directory, int generation, FollowerOptions options, IFileOperations files, FilterScope scope) =>
        new(directory, options, files, follow: false, scope, generation);

    /// <summary>Holds the current generation until the lease is disposed. Allocates nothing and never waits.</summary>
    /// <exception cref="ObjectDisposedException">The follower is closed.</exception>
    public IndexLease Acquire()
    {
        FollowedGeneration? generation = Enter();
        ObjectDisposedException.ThrowIf(generation is null, this);
        return new IndexLease(generation);
    }

    /// <summary>
    /// Creates a filter that is compiled for every generation. Names that the current generation does not know are an
    /// error, as in <see cref="ProductIndex.CreateFilter"/>, unless allowed; names that a later one does not know match
    /// nothing there.
    /// </summary>
    /// <param name="describe">
    /// Kept, and run again for each generation: it should say the same each time. Ordinals and bitmaps are refused.
    /// </param>
    /// <param name="allowUnknown">Whether names that the current generation does not know match nothing.</param>
    /// <exception cref="ArgumentException">A name is not known, or the description has ordinals.</exception>
    /// <exception cref="ObjectDisposedException">The follower is closed.</exception>
    public BoundFilter CreateFilter(Action<ProductFilterBuilder> describe, bool allowUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(describe);
        using IndexLease lease = Acquire();
        BoundFilter filter = new(_scope, describe);
        filter.Compiled.Compile(lease.Held, allowUnknown);
        _scope.Add(filter.Compiled);

        // Compiles the path of the first request.
        lease.Filter(filter);
        return filter;
    }

    /// <summary>
    /// Opens the delta beside the current generation for writing, and keeps it over swaps: before a new generation
    /// answers, its delta gets what a file beside it says, then what this one says, except what the new generation
    /// already holds. The files beside older generations stay, for a rollback, until these are pruned. One writer at a
    /// time.
    /// </summary>
    /// <exception cref="DeltaException">
    /// The file is damaged or held by another writer, or this follower's delta is open.
    /// </exception>
    /// <exception cref="IOException">The device refuses to write the file.</exception>
    /// <exception cref="ObjectDisposedException">The follower is closed.</exception>
    public ProductDelta OpenDelta(DeltaOptions? options = null)
    {
        lock (_looking)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_writer is { IsClosed: false })
            {
                throw new DeltaException(
                    DeltaProblem.Held,
                    $"{_writer.Status.Path}: this follower's delta is open; use it, or dispose it first");
            }

            FollowedGeneration current = _current!;
            string path = _folder.DeltaPathOf(current.Pointer.Generation);
            _writer = ProductDelta.Open(path, current.Index, options, _files);
            _writer.StaysAttached = _options.UseDelta;
            return _writer;
        }
    }

    /// <summary>
    /// Returns the product id of a hit, if the generation of the result still answers. It is better to resolve ids
    /// under the lease of the search.
    /// </summary>
    /// <exception cref="GenerationException">
    /// Another generation answers now, where the ordinal is another product; search again.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The follower is closed.</exception>
    public string GetProductId(in SearchResult result, Neighbor hit)
    {
        using IndexLease lease = Acquire();
        return lease.GetProductId(result, hit);
    }

    /// <summary>
    /// Stops following, after a look that is under way. Leases stay valid until they end; new ones are refused.
    /// </summary>
    public void Dispose()
    {
        _isDisposed = true;
        _watch?.Wake();
        lock (_looking)
        {
            try
            {
                _writer?.Dispose();
            }
            finally
            {
                Interlocked.Exchange(ref _current, null)?.Retire();
            }
        }

        _watch?.Dispose();
    }

    /// <summary>Length of the snapshot that answers; null if the follower is closed.</summary>
    internal long? FileBytes => Volatile.Read(ref _current)?.Index.Info.FileBytes;

    /// <summary>Memory of the delta that is merged in, 0 without one; null if the follower is closed.</summary>
    internal long? DeltaBytes =>
        Volatile.Read(ref _current) is { } current ? current.Index.DeltaLog?.Bytes ?? 0 : null;

    /// <summary>Enters the generation that answers, until its Exit; null if the follower is closed.</summary>
    internal FollowedGeneration? Enter()
    {
        while (true)
        {
            FollowedGeneration? generation = Volatile.Read(ref _current);
            if (generation is null || generation.TryEnter())
            {
                return generation;
            }
        }
    }

    /// <summary>Compiles a filter of this follower's scope for the generation that answers here.</summary>
    internal void Prepare(BoundFilter filter)
    {
        using IndexLease lease = Acquire();
        filter.Compiled.Prepare(lease.Held);
    }

    /// <summary>
    /// Closes the follower if its generation has no lease at that moment; false if it has one, or a look is under way.
    /// </summary>
    internal bool TryCloseIdle()
    {
        if (!_looking.TryEnter())
        {
            return false;
        }

        try
        {
            if (_current?.TryRetireIdle() != true)
            {
                return false;
            }

            _isDisposed = true;
            Volatile.Write(ref _current, null);
        }
        finally
        {
            _looking.Exit();
        }

        _watch?.Wake();
        _watch?.Dispose();
        return true;
    }
}
