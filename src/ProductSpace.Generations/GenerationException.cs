namespace ProductSpace.Generations;

/// <summary>A folder of generations that cannot do what was asked: it is held by another publisher, its pointer is damaged, a generation is not there.</summary>
public sealed class GenerationException : IOException
{
    internal GenerationException(string message, string? holder = null, Exception? inner = null)
        : base(message, inner) => Holder = holder;

    /// <summary>Who publishes into the folder now, where that is why; else null.</summary>
    public string? Holder { get; }
}
