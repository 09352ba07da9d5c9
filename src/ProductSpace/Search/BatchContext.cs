using System.Runtime.CompilerServices;

namespace ProductSpace.Search;

/// <summary>All that one batch of searches writes: a context for each query that waits to scan with others; for one thread.</summary>
internal sealed class BatchContext
{
    /// <summary>Queries that share the rows of a scan (measured, see the decision page of the batch).</summary>
    public const int MaxTogether = 16;

    private readonly SearchContext?[] _contexts = new SearchContext?[MaxTogether];

    /// <summary>A context, made when it is needed first.</summary>
    public SearchContext this[int number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _contexts[number] ??= new SearchContext();
    }

    /// <summary>Lets go of what belongs to the caller and to the index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void End()
    {
        foreach (SearchContext? context in _contexts)
        {
            context?.End();
        }
    }

    /// <summary>The first contexts; all of them were asked for before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<SearchContext> First(int count) => _contexts.AsSpan(0, count)!;
}
