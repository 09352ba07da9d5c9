using System.Diagnostics;

namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// The one thread that repeats queries of all shops, each within its share of a processor. It starts with the first
/// shop that needs it and rests while nothing waits.
/// </summary>
internal sealed class LiveRecallThread : IDisposable
{
    private readonly List<ShopSampler> _shops = [];
    private readonly AutoResetEvent _woken = new(initialState: false);
    private Thread? _thread;
    private volatile bool _isDisposed;

    public void Add(ShopSampler shop)
    {
        lock (_shops)
        {
            _shops.Add(shop);
            if (_thread is null && !_isDisposed)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "ProductSpace live recall" };
                _thread.Start();
            }
        }
    }

    public void Remove(ShopSampler shop)
    {
        lock (_shops)
        {
            _shops.Remove(shop);
        }
    }

    public void Wake() => _woken.Set();

    /// <summary>
    /// Ends the thread after the comparison that is under way. The garbage collector takes the event: a query may be
    /// setting it.
    /// </summary>
    public void Dispose()
    {
        _isDisposed = true;
        Wake();
    }

    private void Run()
    {
        while (!_isDisposed)
        {
            long soonest = CompareDue();
            if (soonest == long.MaxValue)
            {
                _woken.WaitOne();
            }
            else
            {
                double milliseconds = (soonest - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
                _woken.WaitOne((int)Math.Clamp(Math.Ceiling(milliseconds), 0, 60_000));
            }
        }
    }

    /// <summary>
    /// Compares one query of each shop whose rest is over; returns when the next rest of a shop with waiting queries
    /// ends.
    /// </summary>
    private long CompareDue()
    {
        long soonest = long.MaxValue;
        foreach (ShopSampler shop in Shops())
        {
            if (shop.HasWaiting && shop.NotBefore <= Stopwatch.GetTimestamp() && !_isDisposed)
            {
                shop.CompareOne();
            }

            if (shop.HasWaiting)
            {
                soonest = Math.Min(soonest, shop.NotBefore);
            }
        }

        return soonest;
    }

    private ShopSampler[] Shops()
    {
        lock (_shops)
        {
            return [.. _shops];
        }
    }
}
