using ProductSpace.Generations;

namespace ProductSpace.Hosting.ManyShops;

/// <summary>
/// Limits the shops that are open at once, by number and by bytes of snapshots. A shop takes its place before it opens;
/// if none is free, the least recently used shop without a lease is closed for it. Invariant: open shops and shops
/// being opened together stay below both limits, except for a swap to a larger generation, which the next opening makes
/// up for.
/// </summary>
internal sealed class OpenShopCache(int maxShops, long maxBytes, TimeSpan timeout)
{
    private readonly Lock _moving = new();
    private readonly List<ICachedShop> _open = [];
    private int _opening;
    private long _openingBytes;

    /// <summary>Returns a copy of the list of open shops.</summary>
    public ICachedShop[] Open
    {
        get
        {
            lock (_moving)
            {
                return [.. _open];
            }
        }
    }

    /// <summary>Takes a place for a shop that will open now; waits a little if every open shop is in use.</summary>
    /// <exception cref="ShopUnavailableException">
    /// No place became free in time, or the shop alone exceeds the limit.
    /// </exception>
    public Place Take(ICachedShop shop)
    {
        long bytes = LengthOf(shop);
        if (bytes > maxBytes)
        {
            throw new ShopUnavailableException(
                shop.Name, $"shop \"{shop.Name}\" maps {bytes} bytes, and MaxMappedBytes is {maxBytes}; raise it");
        }

        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            lock (_moving)
            {
                while (!Fits(bytes) && CloseLeastRecentlyUsed())
                {
                }

                if (Fits(bytes))
                {
                    _opening++;
                    _openingBytes += bytes;
                    return new Place(this, shop, bytes);
                }
            }

            if (Environment.TickCount64 >= deadline)
            {
                throw new ShopUnavailableException(
                    shop.Name,
                    $"shop \"{shop.Name}\" has no room: every open shop is in use, {maxShops} may be open "
                    + $"and {maxBytes} bytes mapped; raise MaxOpenShops or MaxMappedBytes, or hold leases for shorter");
            }

            // Leases last for a request, and nothing signals the end of a shop's last one.
            Thread.Sleep(1);
        }
    }

    public void Forget(ICachedShop shop)
    {
        lock (_moving)
        {
            _open.Remove(shop);
        }
    }

    private bool Fits(long bytes) =>
        _open.Count + _opening < maxShops && _openingBytes + MappedBytes() + bytes <= maxBytes;

    private long MappedBytes()
    {
        long sum = 0;
        foreach (ICachedShop shop in _open)
        {
            sum += shop.FileBytes ?? 0;
        }

        return sum;
    }

    private bool CloseLeastRecentlyUsed()
    {
        foreach (ICachedShop shop in _open.OrderBy(shop => shop.LastUsed))
        {
            if (shop.TryCloseIdle())
            {
                _open.Remove(shop);
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Returns the length of the snapshot that a shop would open; 0 if unknown: the opening will say why.
    /// </summary>
    private static long LengthOf(ICachedShop shop)
    {
        try
        {
            return new GenerationFolder(shop.Directory).FindCurrent() is Generation current
                ? new FileInfo(current.Path).Length
                : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>A place that was taken; Dispose gives it back, unless the shop opened and keeps it.</summary>
    internal sealed class Place(OpenShopCache cache, ICachedShop shop, long bytes) : IDisposable
    {
        private bool _isKept;

        public void Keep()
        {
            _isKept = true;
            lock (cache._moving)
            {
                cache._open.Add(shop);
                GiveBack();
            }
        }

        public void Dispose()
        {
            if (!_isKept)
            {
                lock (cache._moving)
                {
                    GiveBack();
                }
            }
        }

        private void GiveBack()
        {
            cache._opening--;
            cache._openingBytes -= bytes;
        }
    }
}
