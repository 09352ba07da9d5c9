using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Hosting.Deltas;
using ProductSpace.Hosting.Folders;
using ProductSpace.Hosting.Following;
using ProductSpace.Memory;

namespace ProductSpace.Hosting;

/// <summary>
/// Answers from the current generation of a <see cref="GenerationFolder"/>, and from the next one as soon as the pointer leads
/// to it: a thread of its own reads the pointer once a second, opens, verifies and warms up what is new, compiles the filters
/// for it, and swaps one reference. Searches in flight finish on the old map, which goes when the last lease of it ends. A
/// generation that cannot be read is refused: the follower stays on the one it has and says so in <see cref="Status"/>. Safe
/// for any number of threads and processes at once.
/// </summary>
public sealed class IndexFollower : IDisposable
{
    /// <summary>Looks that are left out after a refusal, at most; the pause doubles up to it while the pointer stays the same.</summary>
    private const int LongestPause = 64;

    private readonly GenerationFolder _folder;
    private readonly FollowerOptions _options;
    private readonly IFileOperations _files;
    private readonly PointerWatch? _watch;
    private readonly Lock _looking = new();
    private readonly List<WeakReference<FollowedFilter>> _filters = [];
    private FollowedGeneration? _current;
    private readonly FollowedDelta _delta;
    private ProductDelta? _writer;
    private FollowerStatus _status;
    private byte[] _seen = [];
    private int _pause;
    private int _paused;
    private volatile bool _isDisposed;

    private IndexFollower(string directory, FollowerOptions options, IFileOperations files, bool follow, int pinned = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PollInterval, TimeSpan.FromMilliseconds(1));
        _options = options;
        _files = files;
        _folder = new GenerationFolder(directory, files);
        _delta = new FollowedDelta(options.UseDelta, files);
        byte[] bytes = ReadPointer();
        CurrentPointer pointer = CurrentPointer.Parse(_folder.PointerPath, bytes);
        _current = pinned == 0 ? OpenGeneration(pointer, pointer.Content) : OpenGeneration(pointer with { Generation = pinned }, content: null);
        _seen = bytes;
        _delta.Look(_current.Index, _folder.DeltaPathOf(_current.Pointer.Generation));
        _status = Describe(_current);

        // The first request finds the way compiled.
        Acquire().Dispose();
        if (follow)
        {
            _watch = new PointerWatch(_folder.Directory, options.UseWatcher);
            new Thread(Follow) { IsBackground = true, Name = "ProductSpace follower" }.Start();
        }
    }

    /// <summary>What answers now, and what was refused. Any thread may ask.</summary>
    public FollowerStatus Status => Volatile.Read(ref _status);

    /// <summary>Opens the current generation, as the options say, and follows the folder from then on.</summary>
    /// <exception cref="GenerationException">nothing was published into the folder, or its pointer is damaged or newer than this program.</exception>
    /// <exception cref="SnapshotException">the current generation is damaged, or newer than this program.</exception>
    /// <exception cref="IOException">the folder or the snapshot cannot be read.</exception>
    public static IndexFollower Open(string directory, FollowerOptions? options = null) => Open(directory, options ?? new FollowerOptions(), SystemFiles.Instance, follow: true);

    /// <summary>Without following, <see cref="Look"/> is the caller's.</summary>
    internal static IndexFollower Open(string directory, FollowerOptions options, IFileOperations files, bool follow) => new(directory, options, files, follow);

    /// <summary>
    /// Answers from one generation for ever, whatever the pointer says. Its publication is that of the pointer when it was
    /// opened; the pointer tells nothing of its content, which the file's own hash tells.
    /// </summary>
    internal static IndexFollower OpenPinned(string directory, int generation, FollowerOptions options, IFileOperations files) => new(directory, options, files, follow: false, generation);

    /// <summary>Holds the current generation until the lease is disposed. Allocates nothing and never waits.</summary>
    /// <exception cref="ObjectDisposedException">the follower is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public IndexLease Acquire()
    {
        FollowedGeneration? generation = Enter();
        ObjectDisposedException.ThrowIf(generation is null, this);
        return new IndexLease(generation);
    }

    /// <summary>In the generation that answers, until its Exit; null where the follower is closed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>Closes the follower if nobody holds its generation at that moment; false where somebody does, or a look is under way.</summary>
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

    /// <summary>
    /// A filter that is compiled for every generation. Names that the current generation does not know are an error, as in
    /// <see cref="ProductIndex.CreateFilter"/>, unless allowed; names that a later one does not know match nothing there.
    /// </summary>
    /// <param name="describe">Kept, and run again for each generation: it should say the same each time. Ordinals and bitmaps are refused.</param>
    /// <param name="allowUnknown">Whether names that the current generation does not know match nothing.</param>
    /// <exception cref="ArgumentException">a name is not known, or the description has ordinals.</exception>
    /// <exception cref="ObjectDisposedException">the follower is closed.</exception>
    public FollowedFilter CreateFilter(Action<ProductFilterBuilder> describe, bool allowUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(describe);
        using IndexLease lease = Acquire();
        FollowedFilter filter = new(this, describe, lease.Index.CompileFilter(describe, allowUnknown, namesOnly: true));
        lock (_filters)
        {
            _filters.Add(new WeakReference<FollowedFilter>(filter));
        }

        lease.Filter(filter);
        return filter;
    }

    /// <summary>
    /// Opens the delta beside the current generation for writing, and keeps it over swaps: before a new generation answers,
    /// its delta gets what a file beside it says, then what this one says, except what the new generation already holds.
    /// The files beside older generations stay, for a rollback, until these are pruned. One at a time.
    /// </summary>
    /// <exception cref="DeltaException">the file is damaged or held by another writer, or this follower's delta is open.</exception>
    /// <exception cref="IOException">the device refuses to write the file.</exception>
    /// <exception cref="ObjectDisposedException">the follower is closed.</exception>
    public ProductDelta OpenDelta(DeltaOptions? options = null)
    {
        lock (_looking)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_writer is { IsClosed: false })
            {
                throw new DeltaException(DeltaProblem.Held, $"{_writer.Status.Path}: this follower's delta is open; use it, or dispose it first");
            }

            FollowedGeneration current = _current!;
            return _writer = ProductDelta.Open(_folder.DeltaPathOf(current.Pointer.Generation), current.Index, options, _files);
        }
    }

    /// <summary>The product id of a hit, if the answer's generation still answers. Better is to resolve ids under the lease of the search.</summary>
    /// <exception cref="GenerationException">another generation answers now, where the ordinal is another product; search again.</exception>
    /// <exception cref="ObjectDisposedException">the follower is closed.</exception>
    public string GetProductId(in SearchResult answer, Neighbor hit)
    {
        using IndexLease lease = Acquire();
        return lease.GetProductId(answer, hit);
    }

    /// <summary>Stops following, after a look that is under way. Leases stay good until they end; new ones are refused.</summary>
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

    /// <summary>Length of the snapshot that answers; null where the follower is closed.</summary>
    internal long? FileBytes => Volatile.Read(ref _current)?.Index.Info.FileBytes;

    /// <summary>Memory of the delta that is merged in, 0 without one; null where the follower is closed.</summary>
    internal long? DeltaBytes => Volatile.Read(ref _current) is { } current ? current.Index.DeltaLog?.Bytes ?? 0 : null;

    /// <summary>Numbers in a vector of the snapshot that answers; 0 where the follower is closed.</summary>
    internal int Dimension => Volatile.Read(ref _current)?.Index.Dimension ?? 0;

    internal bool AnswersFrom(ProductIndex index) => Volatile.Read(ref _current)?.Index == index;

    /// <summary>One look at the pointer; true where another generation answers afterwards.</summary>
    internal bool Look()
    {
        lock (_looking)
        {
            if (_isDisposed)
            {
                return false;
            }

            int refused = 0;
            try
            {
                byte[] bytes = ReadPointer();
                if (bytes.AsSpan().SequenceEqual(_seen))
                {
                    LookAtProtection();
                    LookAtDelta();
                    if (_pause == 0)
                    {
                        return false;
                    }

                    if (_paused < _pause)
                    {
                        _paused++;
                        return false;
                    }
                }
                else
                {
                    _pause = 0;
                    _seen = bytes;
                }

                CurrentPointer pointer = CurrentPointer.Parse(_folder.PointerPath, bytes);
                if (_current!.Pointer == pointer)
                {
                    // Back to what answers, after a refusal.
                    Tell(Status with { Refusal = null, RefusedGeneration = 0 });
                    _pause = 0;
                    return false;
                }

                refused = pointer.Generation;
                FollowedGeneration next = OpenGeneration(pointer, pointer.Content);
                try
                {
                    BringDelta(next);
                }
                catch
                {
                    next.Index.Dispose();
                    throw;
                }

                SwapTo(next);
                _pause = 0;
                return true;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // Files are not the only thing that may fail here, and none of it may end the shop's process.
                Refuse(refused, fault.Message.ReplaceLineEndings(" "));
                return false;
            }
        }
    }

    private void Follow()
    {
        // Looking at a generation and warming up take seconds of a processor; searches come first.
        LibC.LowerThreadPriority();
        while (!_isDisposed)
        {
            _watch!.Wait(_options.PollInterval);
            Look();
        }
    }

    /// <summary>Before a generation answers, it has its delta.</summary>
    private void BringDelta(FollowedGeneration next)
    {
        string path = _folder.DeltaPathOf(next.Pointer.Generation);
        if (_writer is { IsClosed: false } writer)
        {
            writer.MoveTo(next.Index, path);
        }
        else
        {
            _delta.Look(next.Index, path);
        }
    }

    private void LookAtDelta()
    {
        if (_writer is not { IsClosed: false } && _delta.Look(_current!.Index, _folder.DeltaPathOf(_current.Pointer.Generation)))
        {
            Tell(Status with { DeltaUsed = _delta.Used, DeltaRefusal = _delta.Refusal });
        }
    }

    private void LookAtProtection()
    {
        OverwriteProtection now = _current!.Protection;
        if (now != Status.Protection)
        {
            Tell(Status with { Protection = now });
        }
    }

    private byte[] ReadPointer() => _folder.ReadPointerBytes() ?? throw _folder.NothingPublished();

    private FollowedGeneration OpenGeneration(CurrentPointer pointer, UInt128? content)
    {
        string path = _folder.PathOf(pointer.Generation);
        IByteOwner file = _options.CopyToMemory ? _files.OpenCopy(path) : _options.GuardOverwrites ? _files.OpenGuarded(path) : _files.OpenRead(path);
        ProductIndex index = ProductIndex.Open(file, path, _options.Mode);
        if (content is UInt128 published && index.Header.ContentHash != published)
        {
            index.Dispose();
            throw new GenerationException($"{path}: is another snapshot than was published as generation {pointer.Generation}; copy the folder anew, or roll back");
        }

        index.Generation = pointer.Generation;
        return new FollowedGeneration(this, index, pointer, file);
    }

    private void SwapTo(FollowedGeneration next)
    {
        List<FollowedFilter> filters = LivingFilters();
        filters.ForEach(filter => filter.Prepare(next.Index));
        FollowedGeneration old = Interlocked.Exchange(ref _current, next)!;
        filters.ForEach(filter => filter.Swap());
        old.Retire();
        Tell(Describe(next));
    }

    private List<FollowedFilter> LivingFilters()
    {
        List<FollowedFilter> living = [];
        lock (_filters)
        {
            _filters.RemoveAll(reference => !reference.TryGetTarget(out _));
            foreach (WeakReference<FollowedFilter> reference in _filters)
            {
                if (reference.TryGetTarget(out FollowedFilter? filter))
                {
                    living.Add(filter);
                }
            }
        }

        return living;
    }

    private void Refuse(int generation, string why)
    {
        _pause = Math.Clamp(_pause * 2, 1, LongestPause);
        _paused = 0;
        if (Status.Refusal != why)
        {
            Tell(Status with { Refusal = why, RefusedGeneration = generation });
        }
    }

    private void Tell(FollowerStatus status)
    {
        Volatile.Write(ref _status, status);
        try
        {
            _options.OnChange?.Invoke(status);
        }
        catch (Exception)
        {
            // The caller's listener is no reason to stop following.
        }
    }

    private FollowerStatus Describe(FollowedGeneration generation) => new()
    {
        DeltaUsed = generation.Index.DeltaLog?.Count ?? 0,
        DeltaRefusal = _delta.Refusal,
        Generation = generation.Pointer.Generation,
        Publication = generation.Pointer.Publication,
        Path = generation.Index.Info.Path,
        Protection = generation.Protection,
        Since = DateTimeOffset.UtcNow,
    };
}
