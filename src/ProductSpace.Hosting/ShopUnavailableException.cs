namespace ProductSpace.Hosting;

/// <summary>
/// A shop that cannot answer now: it could not be opened, is not there, or no map was free for it. Other shops are not
/// touched. The message says which shop, what happened, and what to do.
/// </summary>
public sealed class ShopUnavailableException : IOException
{
    internal ShopUnavailableException(string shop, string message, TimeSpan retryAfter = default, Exception? inner = null)
        : base(message, inner)
    {
        Shop = shop;
        RetryAfter = retryAfter;
    }

    /// <summary>Name of the shop.</summary>
    public string Shop { get; }

    /// <summary>When it is tried again; asked before, it is refused at once. Zero where the next call tries.</summary>
    public TimeSpan RetryAfter { get; }
}
