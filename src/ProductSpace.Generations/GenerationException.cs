using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>
/// A folder of generations cannot do what was asked: another publisher holds it, its pointer is damaged, or a
/// generation is missing.
/// </summary>
public sealed class GenerationException : IOException
{
    internal GenerationException(string message, string? holder = null, Exception? inner = null)
        : base(Printable.Of(message), inner) => Holder = holder;

    /// <summary>Who publishes into the folder now, if that is the reason; else null.</summary>
    public string? Holder { get; }
}
