using ProductSpace.Storage;

namespace ProductSpace.Hosting;

/// <summary>
/// A shop cannot answer now: it does not exist, it could not be opened, or every place was in use. Other shops are not
/// affected. The message says which shop, what happened, and what to do.
/// </summary>
public sealed class ShopUnavailableException : IOException
{
    internal ShopUnavailableException(
        string shop, string message, TimeSpan retryAfter = default, Exception? inner = null)
        : base(Printable.Of(message), inner)
    {
        Shop = shop;
        RetryAfter = retryAfter;
    }

    /// <summary>Name of the shop.</summary>
    public string Shop { get; }

    /// <summary>
    /// Time until the shop is tried again; earlier calls are refused at once. Zero if the next call tries.
    /// </summary>
    public TimeSpan RetryAfter { get; }
}
