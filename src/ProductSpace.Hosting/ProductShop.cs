using System.Runtime.CompilerServices;
using ProductSpace.Generations;
using ProductSpace.Generations.Following;
using ProductSpace.Hosting.DependencyInjection;
using ProductSpace.Hosting.Experiments;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.ManyShops;
using ProductSpace.Hosting.Shops;

namespace ProductSpace.Hosting;

/// <summary>
/// One shop of a process: follows a folder of generations, divides shoppers among the variants of an experiment, and counts,
/// times and samples its searches where somebody listens. Opened by the host before it takes requests, or else by the first
/// <see cref="Acquire"/>. Safe for any number of threads.
/// </summary>
public sealed class ProductShop : IDisposable
{
    private const int LongestPauseSeconds = 300;

    private readonly ShopOptions _options;
    private readonly SharedShopServices _shared;
    private readonly OpenShopCache? _room;
    private readonly Lock _opening = new();
    private OpenShop? _open;
    private long _lastUsed;
    private Exception? _failure;
    private long _triedAt;
    private int _pauseSeconds;
    private Tuple<string, DateTimeOffset?> _written = new(string.Empty, null);
    private volatile bool _isDisposed;

    /// <param name="name">For messages, metrics and health.</param>
    /// <param name="options">Checked before.</param>
    /// <param name="shared">What shops share.</param>
    /// <param name="room">The room that many shops share; null for a shop with a thread of its own that is never closed for others.</param>
    internal ProductShop(string name, ShopOptions options, SharedShopServices shared, OpenShopCache? room = null)
    {
        Name = name;
        _options = options;
        _shared = shared;
        _room = room;
        shared.Metrics.Add(this);
    }

    /// <summary>The name that it was added by; "default" where it was added without.</summary>
    public string Name { get; }

    /// <summary>How it stands. Any thread may ask; opens nothing.</summary>
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
            };
        }
    }

    /// <summary>What its repeated queries came to; zeros where <see cref="LiveRecallOptions.OneIn"/> is 0.</summary>
    public LiveRecallFigures LiveRecall => RecallTotals.Figures;

    internal ShopOptions Options => _options;

    internal RecallTotals RecallTotals { get; } = new();

    /// <summary>Length of the snapshot that answers; null while the shop is closed.</summary>
    internal long? CurrentFileBytes => Volatile.Read(ref _open)?.Followers[0].FileBytes;

    /// <summary>Memory of the delta that is merged in; null while the shop is closed.</summary>
    internal long? CurrentDeltaBytes => Volatile.Read(ref _open)?.Followers[0].DeltaBytes;

    internal OpenShop? Opened => Volatile.Read(ref _open);

    /// <summary>Milliseconds of the system's clock of the last use, as far as its ticks go.</summary>
    internal long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>A shop without a host: opened before this returns, closed by its Dispose.</summary>
    /// <exception cref="ArgumentException">an option cannot be; the message says which.</exception>
    /// <exception cref="ShopUnavailableException">the folder or its generation cannot be read.</exception>
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
    /// Holds the generation that answers until the lease is disposed. Allocates nothing and waits for nothing while the shop is
    /// open; opens it where it is not.
    /// </summary>
    /// <param name="key">
    /// Whom the answer is for, such as the shopper's number: decides the variant of an experiment. Without one no variant
    /// answers, and no label is given.
    /// </param>
    /// <exception cref="ShopUnavailableException">the shop cannot be opened.</exception>
    /// <exception cref="ObjectDisposedException">the shop was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ShopLease Acquire(ReadOnlySpan<char> key = default)
    {
        while (true)
        {
            OpenShop open = Volatile.Read(ref _open) ?? EnsureOpen();
            Variant? variant = open.Experiment is Experiment experiment && !key.IsEmpty ? experiment.Of(key) : null;
            FollowedGeneration? generation = open.Followers[variant?.Follower ?? 0].Enter();
            if (generation is not null)
            {
                if (_room is not null)
                {
                    Volatile.Write(ref _lastUsed, Environment.TickCount64);
                }

                return new ShopLease(open, variant, new IndexLease(generation));
            }

            // Closed between the two lines, to make room or for good.
            Interlocked.CompareExchange(ref _open, null, open);
        }
    }

    /// <summary>A filter that is compiled for every generation, as <see cref="IndexFollower.CreateFilter"/> does; opens the shop where it is not.</summary>
    /// <param name="describe">Kept, and run again for each generation: it should say the same each time. Ordinals and bitmaps are refused.</param>
    /// <param name="allowUnknown">Whether names that the current generation does not know match nothing.</param>
    /// <exception cref="ArgumentException">a name is not known, or the description has ordinals.</exception>
    /// <exception cref="ShopUnavailableException">the shop cannot be opened.</exception>
    public ShopFilter CreateFilter(Action<ProductFilterBuilder> describe, bool allowUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(describe);
        while (true)
        {
            OpenShop open = Volatile.Read(ref _open) ?? EnsureOpen();
            try
            {
                return new ShopFilter(this, open, describe, allowUnknown);
            }
            catch (ObjectDisposedException) when (!_isDisposed)
            {
                Interlocked.CompareExchange(ref _open, null, open);
            }
        }
    }

    /// <summary>Closes the shop. Leases stay good until they end; new ones are refused.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        lock (_opening)
        {
            Interlocked.Exchange(ref _open, null)?.Dispose();
        }

        _room?.Forget(this);
        _shared.Metrics.Remove(this);
    }

    /// <summary>Opens it once, whoever asks at the same time; after a failure not before a pause that doubles.</summary>
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

            using OpenShopCache.Place? place = _room?.Take(this);
            try
            {
                OpenShop open = OpenShop.Open(this, _options, _shared, follow: _room is null);
                Volatile.Write(ref _lastUsed, Environment.TickCount64);
                Volatile.Write(ref _open, open);
                place?.Keep();
                Volatile.Write(ref _failure, null);
                _pauseSeconds = 0;
                return open;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                _pauseSeconds = Math.Clamp(_pauseSeconds * 2, 1, LongestPauseSeconds);
                _triedAt = Environment.TickCount64;
                Volatile.Write(ref _failure, fault);
                throw Unavailable(fault, TimeSpan.FromSeconds(_pauseSeconds));
            }
        }
    }

    /// <summary>Closes it if nobody holds a lease at that moment, so that it opens anew when it is asked for.</summary>
    internal bool TryCloseIdle()
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

    /// <summary>Asked of the system once a generation.</summary>
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
                // A file that cannot be asked has no age.
            }

            known = new Tuple<string, DateTimeOffset?>(path, written);
            Volatile.Write(ref _written, known);
        }

        return known.Item2;
    }
}
