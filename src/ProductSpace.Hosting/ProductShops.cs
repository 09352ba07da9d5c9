using System.Collections.Concurrent;
using ProductSpace.Hosting.DependencyInjection;
using ProductSpace.Hosting.ManyShops;
using ProductSpace.Hosting.Shops;

namespace ProductSpace.Hosting;

/// <summary>
/// Many shops of one process, each a folder of generations below one root. A shop is opened by the first request for it, by
/// one thread however many ask, and closed when others need its place and nobody holds it. One that cannot be opened fails
/// by itself, and is tried again after pauses that double up to five minutes. Searches of all shops share one pool of
/// scratch memory. Safe for any number of threads.
/// </summary>
public sealed class ProductShops : IDisposable
{
    private const int LongestName = 100;

    private readonly ConcurrentDictionary<string, ProductShop> _shops = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private readonly ManyShopsOptions _options;
    private readonly SharedShopServices _shared;
    private readonly OpenShopCache _room;
    private readonly string _root;
    private readonly ManualResetEventSlim _ended = new(initialState: false);
    private readonly Thread _looker;

    /// <summary>Opens no shop.</summary>
    /// <exception cref="ArgumentException">an option cannot be; the message says which.</exception>
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
        _room = new OpenShopCache(options.MostOpenShops, options.MostMappedBytes, options.RoomTimeout);
        _looker = new Thread(Look) { IsBackground = true, Name = "ProductSpace shops" };
        _looker.Start();
    }

    /// <summary>How the shops stand. Any thread may ask; opens nothing.</summary>
    public ManyShopsStatus Status
    {
        get
        {
            ProductShop[] open = _room.Open;
            return new ManyShopsStatus
            {
                Open = open.Length,
                MappedBytes = open.Sum(shop => shop.CurrentFileBytes ?? 0),
                Troubled = [.. _shops.Values.Select(shop => shop.Status).Where(status => status.Failure is not null || status.Following?.Refusal is not null)],
            };
        }
    }

    /// <summary>A shop by the name of its folder; not opened yet.</summary>
    /// <param name="name">Letters, digits, dots, dashes and underscores, up to 100, not beginning with a dot.</param>
    /// <exception cref="ArgumentException">no folder can have that name.</exception>
    /// <exception cref="ShopUnavailableException">there is no such shop.</exception>
    /// <exception cref="ObjectDisposedException">the shops were disposed.</exception>
    public ProductShop this[string name] => _shops.TryGetValue(name, out ProductShop? shop) ? shop : Add(name);

    /// <summary>Holds the generation that answers for a shop until the lease is disposed, as <see cref="ProductShop.Acquire"/> does. No allocation while the shop is open.</summary>
    /// <param name="name">As for <see cref="this[string]"/>.</param>
    /// <param name="key">Whom the answer is for: decides the variant of an experiment.</param>
    /// <exception cref="ArgumentException">no folder can have that name.</exception>
    /// <exception cref="ShopUnavailableException">there is no such shop, it cannot be opened, or there is no room for it.</exception>
    public ShopLease Acquire(string name, ReadOnlySpan<char> key = default) => this[name].Acquire(key);

    /// <summary>Closes all shops. Leases stay good until they end; new ones are refused.</summary>
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
                // Names come from requests: what is not there must leave nothing behind.
                if (!Directory.Exists(directory))
                {
                    throw new ShopUnavailableException(name, $"there is no shop \"{name}\": {directory} is no folder; publish a snapshot into it first");
                }

                shop = new ProductShop(name, _options.Each.For(directory), _shared, _room);
                _shops[name] = shop;
            }

            return shop;
        }
    }

    /// <summary>A name that cannot lead out of the root, whatever the system makes of it.</summary>
    private static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool good = name.Length is > 0 and <= LongestName && name[0] != '.' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
        if (!good)
        {
            throw new ArgumentException($"a shop's name has 1 to {LongestName} letters, digits, dots, dashes and underscores, and does not begin with a dot; this one does not", nameof(name));
        }
    }

    /// <summary>One thread for the pointers of all open shops: five hundred threads and watchers would be too many.</summary>
    private void Look()
    {
        while (!_ended.Wait(_options.Each.PollInterval))
        {
            foreach (ProductShop shop in _room.Open)
            {
                shop.Opened?.Followers[0].Look();
            }
        }
    }
}
