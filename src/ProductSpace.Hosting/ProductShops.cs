using System.Collections.Concurrent;
using ProductSpace.Generations;
using ProductSpace.Hosting.DependencyInjection;
using ProductSpace.Hosting.ManyShops;
using ProductSpace.Hosting.Shops;

namespace ProductSpace.Hosting;

/// <summary>
/// Many shops of one process, each a folder of generations below one root. The first request for a shop opens it, on
/// one thread however many ask; it is closed when others need its place and nobody holds a lease of it. A shop that
/// cannot be opened fails alone, and is tried again after pauses that double up to five minutes. Searches of all shops
/// share one pool of scratch memory. Safe for any number of threads.
/// </summary>
public sealed class ProductShops : IDisposable
{
    private const int MaxNameLength = 100;

    private readonly ConcurrentDictionary<string, ProductShop> _shops = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private readonly ManyShopsOptions _options;
    private readonly SharedShopServices _shared;
    private readonly OpenShopCache _cache;
    private readonly string _root;
    private readonly ManualResetEventSlim _ended = new(initialState: false);
    private readonly Thread _looker;

    /// <summary>Checks the options; opens no shop.</summary>
    /// <exception cref="ArgumentException">An option is invalid; the message says which.</exception>
    public ProductShops(ManyShopsOptions options)
        : this(options, SharedShopServices.Shared)
    {
    }

    internal ProductShops(ManyShopsOptions options, SharedShopServices shared)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = ShopOptionsCheck.FaultsOf(options);
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        _options = options;
        _shared = shared;
        _root = Path.GetFullPath(options.Root);
        _cache = new OpenShopCache(options.MaxOpenShops, options.MaxMappedBytes, options.CapacityTimeout);
        _looker = new Thread(Look) { IsBackground = true, Name = "ProductSpace shops" };
        _looker.Start();
    }

    /// <summary>State of the shops. Any thread may ask; opens nothing.</summary>
    public ManyShopsStatus Status
    {
        get
        {
            ICachedShop[] open = _cache.Open;
            return new ManyShopsStatus
            {
                Open = open.Length,
                MappedBytes = open.Sum(shop => shop.FileBytes ?? 0),
                Troubled = [.. _shops.Values.Select(shop => shop.Status).Where(IsTroubled)],
            };
        }
    }

    /// <summary>Returns a shop by the name of its folder, without opening it.</summary>
    /// <param name="name">Up to 100 letters, digits, dots, dashes and underscores, not beginning with a dot.</param>
    /// <exception cref="ArgumentException">No shop can have that name.</exception>
    /// <exception cref="ShopUnavailableException">There is no such shop.</exception>
    /// <exception cref="ObjectDisposedException">The shops were disposed.</exception>
    public ProductShop this[string name] => _shops.TryGetValue(name, out ProductShop? shop) ? shop : Add(name);

    /// <summary>
    /// Holds the generation that answers for a shop until the lease is disposed, as <see cref="ProductShop.Acquire"/>
    /// does. Allocates nothing while the shop is open.
    /// </summary>
    /// <param name="name">Name of the shop, as in <see cref="this[string]"/>.</param>
    /// <param name="key">Whom the answer is for: decides the variant of an experiment.</param>
    /// <exception cref="ArgumentException">No shop can have that name.</exception>
    /// <exception cref="ShopUnavailableException">
    /// There is no such shop, it cannot be opened, or every place is in use.
    /// </exception>
    public IndexLease Acquire(string name, ReadOnlySpan<char> key = default) => this[name].Acquire(key);

    /// <summary>Closes all shops. Leases stay valid until they end; new ones are refused.</summary>
    public void Dispose()
    {
        _ended.Set();
        lock (_adding)
        {
            foreach (ProductShop shop in _shops.Values)
            {
                shop.Dispose();
            }
        }
    }

    private ProductShop Add(string name)
    {
        CheckName(name);
        string directory = Path.Combine(_root, name);
        lock (_adding)
        {
            ObjectDisposedException.ThrowIf(_ended.IsSet, this);
            if (!_shops.TryGetValue(name, out ProductShop? shop))
            {
                // Names come from requests: an unknown one must leave nothing behind.
                if (!Directory.Exists(directory))
                {
                    throw new ShopUnavailableException(
                        name,
                        $"there is no shop \"{name}\": {directory} is no folder; publish a snapshot into it first");
                }

                shop = new ProductShop(name, _options.Each.For(directory), _shared, _cache);
                _shops[name] = shop;
            }

            return shop;
        }
    }

    private static bool IsTroubled(ShopStatus status) =>
        status.Failure is not null || status.Following?.Refusal is not null;

    /// <summary>Refuses a name that could lead out of the root.</summary>
    private static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isValid = name.Length is > 0 and <= MaxNameLength
            && name[0] != '.'
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
        if (!isValid)
        {
            throw new ArgumentException(
                $"a shop's name has 1 to {MaxNameLength} letters, digits, dots, dashes and underscores, "
                + "and does not begin with a dot; this one does not",
                nameof(name));
        }
    }

    /// <summary>Looks at the pointers of all open shops: five hundred threads and watchers would be too many.</summary>
    private void Look()
    {
        while (!_ended.Wait(_options.Each.PollInterval))
        {
            foreach ((_, ProductShop shop) in _shops)
            {
                shop.Opened?.Followers[0].Look();
            }
        }
    }
}
