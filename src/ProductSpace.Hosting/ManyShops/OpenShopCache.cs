using ProductSpace.Generations;

namespace ProductSpace.Hosting.ManyShops;

/// <summary>
/// The room that many shops share: at most so many open, at most so many bytes of snapshots. A shop takes its place before it
/// opens; where there is none, the shop that was not used for longest and that nobody holds is closed for it. Invariant: what
/// is open and what is being opened together stay below both limits (a swap to a larger generation apart, which the next
/// opening makes good).
/// </summary>
internal sealed class OpenShopCache(int mostShops, long mostBytes, TimeSpan timeout)
{
    private readonly Lock _moving = new();
    private readonly List<ProductShop> _open = [];
    private int _opening;
    private long _openingBytes;

    /// <summary>A copy.</summary>
    public ProductShop[] Open
    {
        get
        {
            lock (_moving)
            {
                return [.. _open];
            }
        }
    }

    /// <summary>A place for a shop that will open now; waits a little where everything is in use.</summary>
    /// <exception cref="ShopUnavailableException">no place became free in time, or the shop alone is larger than the room.</exception>
    public Place Take(ProductShop shop)
    {
        long bytes = LengthOf(shop);
        if (bytes > mostBytes)
        {
            throw new ShopUnavailableException(shop.Name, $"shop \"{shop.Name}\" maps {bytes} bytes, and MostMappedBytes is {mostBytes}; raise it");
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
                throw new ShopUnavailableException(shop.Name, $"shop \"{shop.Name}\" has no room: every open shop is in use, {mostShops} may be open and {mostBytes} bytes mapped; raise MostOpenShops or MostMappedBytes, or hold leases for shorter");
            }

            // Leases last for a request, and nobody tells when the last one of a shop ends.
            Thread.Sleep(1);
        }
    }

    public void Forget(ProductShop shop)
    {
        lock (_moving)
        {
            _open.Remove(shop);
        }
    }

    private bool Fits(long bytes) => _open.Count + _opening < mostShops && _openingBytes + MappedBytes() + bytes <= mostBytes;

    private long MappedBytes()
    {
        long sum = 0;
        foreach (ProductShop shop in _open)
        {
            sum += shop.CurrentFileBytes ?? 0;
        }

        return sum;
    }

    private bool CloseLeastRecentlyUsed()
    {
        foreach (ProductShop shop in _open.OrderBy(shop => shop.LastUsed))
        {
            if (shop.TryCloseIdle())
            {
                _open.Remove(shop);
                return true;
            }
        }

        return false;
    }

    /// <summary>Length of the snapshot that a shop would open; 0 where that cannot be told, which the opening will say better.</summary>
    private static long LengthOf(ProductShop shop)
    {
        try
        {
            return new GenerationFolder(shop.Options.Directory).FindCurrent() is Generation current ? new FileInfo(current.Path).Length : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>A place that was taken; given back by Dispose, unless the shop is open and keeps it.</summary>
    internal sealed class Place(OpenShopCache room, ProductShop shop, long bytes) : IDisposable
    {
        private bool _isKept;

        public void Keep()
        {
            _isKept = true;
            lock (room._moving)
            {
                room._open.Add(shop);
                GiveBack();
            }
        }

        public void Dispose()
        {
            if (!_isKept)
            {
                lock (room._moving)
                {
                    GiveBack();
                }
            }
        }

        private void GiveBack()
        {
            room._opening--;
            room._openingBytes -= bytes;
        }
    }
}
