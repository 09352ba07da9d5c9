using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// All that one batch of searches writes: a context for each query that waits to scan with others; for one thread.
/// </summary>
internal sealed class BatchContext
{
    /// <summary>Queries that share the rows of a scan (measured, see the decision page of the batch).</summary>
    public const int MaxTogether = 16;

    private readonly SearchContext?[] _contexts = new SearchContext?[MaxTogether];
    private int[] _excluded = [];

    /// <summary>A context, made when it is needed first.</summary>
    public SearchContext this[int number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _contexts[number] ??= new SearchContext();
    }

    /// <summary>Returns the ordinals of all products that the options exclude, by ordinals or by ids.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> Resolve(ProductColumns columns, DeltaView delta, in SearchOptions options)
    {
        ReadOnlySpan<int> ordinals = options.Exclude.Span;
        if (options.ExcludeIds.IsEmpty)
        {
            return ordinals;
        }

        ScratchArray.EnsureCapacity(ref _excluded, ordinals.Length + options.ExcludeIds.Length);
        ordinals.CopyTo(_excluded);
        int count = ordinals.Length;
        foreach (string? id in options.ExcludeIds.Span)
        {
            if (id is not null && ProductLookup.TryFind(columns, delta, id, out int ordinal))
            {
                _excluded[count++] = ordinal;
            }
        }

        return _excluded.AsSpan(0, count);
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
