using ProductSpace.Generations;
using ProductSpace.Generations.Following;
using ProductSpace.Hosting.DependencyInjection;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.ManyShops;
using ProductSpace.Hosting.Shops;
using ProductSpace.Hosting.Telemetry;

namespace ProductSpace.Hosting;

/// <summary>
/// One shop of a process: follows a folder of generations, assigns shoppers to the variants of an experiment, and
/// counts, times and samples its searches if somebody listens. Opened by the host before it takes requests, or else by
/// the first <see cref="Acquire"/>. Safe for any number of threads.
/// </summary>
public sealed class ProductShop : IDisposable, IMeasuredShop, ICachedShop
{
    private const int MaxPauseSeconds = 300;

    private readonly ShopOptions _options;
    private readonly SharedShopServices _shared;
    private readonly OpenShopCache? _cache;
    private readonly FilterScope _scope;
    private readonly RecallTotals _recallTotals;
    private readonly Lock _opening = new();
    private OpenShop? _open;
    private long _lastUsed;
    private Exception? _failure;
    private long _triedAt;
    private int _pauseSeconds;
    private Tuple<string, DateTimeOffset?> _written = new(string.Empty, null);
    private volatile bool _isDisposed;

    /// <param name="name">Name in messages, metrics and health.</param>
    /// <param name="options">Options that were checked before.</param>
    /// <param name="shared">Services that shops share.</param>
    /// <param name="cache">
    /// Limits the open shops; null for a shop with a thread of its own that is never closed for others.
    /// </param>
    internal ProductShop(string name, ShopOptions options, SharedShopServices shared, OpenShopCache? cache = null)
    {
        Name = name;
        _options = options;
        _shared = shared;
        _cache = cache;
        _scope = new FilterScope($"shop \"{name}\"");
        _recallTotals = new RecallTotals(options.LiveRecall.MaxRaise);
        shared.Metrics.Add(this);
    }

    /// <summary>Name under which the shop was added; "default" if it was added without.</summary>
    public string Name { get; }

    /// <summary>State of the shop. Any thread may ask; opens nothing.</summary>
    public ShopStatus Status
    {
        get
        {
            FollowerStatus? following = Volatile.Read(ref _open)?.Followers[0].Status;
            return new ShopStatus
            {
                Name = Name,
                IsOpen = following is not null,
                Following = following,
                Written = following is null ? null : WrittenAt(following.Path),
                Mode = _options.Mode,
                Failure = Volatile.Read(ref _failure)?.Message,
                LiveRecall = _options.LiveRecall.OneIn > 0 ? LiveRecall : null,
            };
        }
    }

    /// <summary>Results of its repeated queries; zeros if <see cref="LiveRecallOptions.OneIn"/> is 0.</summary>
    public LiveRecallFigures LiveRecall => _recallTotals.Figures;

    internal ShopOptions Options => _options;

    internal OpenShop? Opened => Volatile.Read(ref _open);

    int? IMeasuredShop.RaisedSteps => _options.LiveRecall.OneIn > 0 ? _recallTotals.Keeper.Steps : null;

    long? IMeasuredShop.FileBytes => Opened?.Followers[0].FileBytes;

    long? IMeasuredShop.DeltaBytes => Opened?.Followers[0].DeltaBytes;

    long? ICachedShop.FileBytes => Opened?.Followers[0].FileBytes;

    string ICachedShop.Directory => _options.Directory;

    long ICachedShop.LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Opens a shop without a host; Dispose closes it.</summary>
    /// <exception cref="ArgumentException">An option is invalid; the message says which.</exception>
    /// <exception cref="ShopUnavailableException">The folder or its generation cannot be read.</exception>
    public static ProductShop Open(string name, ShopOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = ShopOptionsCheck.FaultsOf(name, options);
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        ProductShop shop = new(name, options, SharedShopServices.Shared);
        try
        {
            shop.EnsureOpen();
            return shop;
        }
        catch
        {
            shop.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Holds the generation that answers until the lease is disposed. While the shop is open, allocates nothing and
    /// waits for nothing; opens the shop if it is closed.
    /// </summary>
    /// <param name="key">
    /// Whom the answer is for, such as the shopper's number: decides the variant of an experiment. Without a key no
    /// variant answers.
    /// </param>
    /// <exception cref="ShopUnavailableException">The shop cannot be opened.</exception>
    /// <exception cref="ObjectDisposedException">The shop was disposed.</exception>
    public IndexLease Acquire(ReadOnlySpan<char> key = default)
    {
        while (true)
        {
            OpenShop open = Opened ?? EnsureOpen();
            ShopSearch search = open.SearchOf(key);
            FollowedGeneration? generation = open.Followers[search.Follower].Enter();
            if (generation is not null)
            {
                if (_cache is not null)
                {
                    Volatile.Write(ref _lastUsed, Environment.TickCount64);
                }

                return new IndexLease(generation, search);
            }

            // Closed in between, to make room or for good.
            Interlocked.CompareExchange(ref _open, null, open);
        }
    }

    /// <summary>
    /// Creates a filter that is compiled for every generation, as <see cref="IndexFollower.CreateFilter"/> does; opens
    /// the shop if it is closed. The filter outlives the closing of the shop.
    /// </summary>
    /// <param name="describe">
    /// Kept, and run again for each generation: it should say the same each time. Ordinals and bitmaps are refused.
    /// </param>
    /// <param name="allowUnknown">Whether names that the current generation does not know match nothing.</param>
    /// <exception cref="ArgumentException">A name is not known, or the description has ordinals.</exception>
    /// <exception cref="ShopUnavailableException">The shop cannot be opened.</exception>
    public BoundFilter CreateFilter(Action<ProductFilterBuilder> describe, bool allowUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(describe);
        while (true)
        {
            OpenShop open = Opened ?? EnsureOpen();
            try
            {
                return open.CreateFilter(describe, allowUnknown);
            }
            catch (ObjectDisposedException) when (!_isDisposed)
            {
                Interlocked.CompareExchange(ref _open, null, open);
            }
        }
    }

    /// <summary>
    /// Opens the delta beside the current generation for writing, as <see cref="IndexFollower.OpenDelta"/> does: its
    /// changes are in the next answers of this shop, and in those of other processes with
    /// <see cref="ShopOptions.UseDelta"/>. It stays open over swaps; closing the shop closes it.
    /// </summary>
    /// <exception cref="DeltaException">The file is damaged, or a writer has it open, in any process.</exception>
    /// <exception cref="IOException">The device refuses to write the file.</exception>
    /// <exception cref="ShopUnavailableException">The shop cannot be opened.</exception>
    /// <exception cref="ObjectDisposedException">The shop was disposed.</exception>
    public ProductDelta OpenDelta(DeltaOptions? options = null)
    {
        while (true)
        {
            OpenShop open = Opened ?? EnsureOpen();
            try
            {
                return open.Followers[0].OpenDelta(options);
            }
            catch (ObjectDisposedException) when (!_isDisposed)
            {
                Interlocked.CompareExchange(ref _open, null, open);
            }
        }
    }

    /// <summary>Closes the shop. Leases stay valid until they end; new ones are refused.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        lock (_opening)
        {
            Interlocked.Exchange(ref _open, null)?.Dispose();
        }

        _cache?.Forget(this);
        _shared.Metrics.Remove(this);
    }

    /// <summary>Opens the shop once for all callers; after a failure, not before a pause that doubles.</summary>
    internal OpenShop EnsureOpen()
    {
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (Volatile.Read(ref _open) is OpenShop there)
            {
                return there;
            }

            TimeSpan wait = TimeSpan.FromMilliseconds(_triedAt + (1000L * _pauseSeconds) - Environment.TickCount64);
            if (_failure is Exception before && wait > TimeSpan.Zero)
            {
                throw Unavailable(before, wait);
            }

            using OpenShopCache.Place? place = _cache?.Take(this);
            try
            {
                OpenShop open = OpenShop.Open(
                    Name, _options, _shared, _scope, _recallTotals, follow: _cache is null);
                Volatile.Write(ref _lastUsed, Environment.TickCount64);
                Volatile.Write(ref _open, open);
                place?.Keep();
                Volatile.Write(ref _failure, null);
                _pauseSeconds = 0;
                return open;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                _pauseSeconds = Math.Clamp(_pauseSeconds * 2, 1, MaxPauseSeconds);
                _triedAt = Environment.TickCount64;
                Volatile.Write(ref _failure, fault);
                throw Unavailable(fault, TimeSpan.FromSeconds(_pauseSeconds));
            }
        }
    }

    /// <summary>Closes the shop if nobody holds a lease at that moment; the next request opens it again.</summary>
    bool ICachedShop.TryCloseIdle()
    {
        OpenShop? open = Volatile.Read(ref _open);
        if (open is null || !open.Followers[0].TryCloseIdle())
        {
            return false;
        }

        Interlocked.CompareExchange(ref _open, null, open);
        open.Dispose();
        return true;
    }

    private ShopUnavailableException Unavailable(Exception fault, TimeSpan wait) =>
        new(Name, $"shop \"{Name}\" cannot be opened: {fault.Message}", wait, fault);

    /// <summary>Asks the system once for each generation.</summary>
    private DateTimeOffset? WrittenAt(string path)
    {
        // One reference, so that path and time belong together whoever writes.
        Tuple<string, DateTimeOffset?> known = Volatile.Read(ref _written);
        if (known.Item1 != path)
        {
            DateTimeOffset? written = null;
            try
            {
                DateTime time = File.GetLastWriteTimeUtc(path);
                written = File.Exists(path) ? new DateTimeOffset(time) : null;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A file that cannot be read has no age.
            }

            known = new Tuple<string, DateTimeOffset?>(path, written);
            Volatile.Write(ref _written, known);
        }

        return known.Item2;
    }
}
