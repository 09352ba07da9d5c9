using System.Runtime.CompilerServices;

namespace ProductSpace.Search;

/// <summary>All that one batch of searches writes: a scratch for each query that waits to scan with others; for one thread.</summary>
internal sealed class BatchScratch
{
    /// <summary>Queries that share the rows of a scan (measured, see the decision page of the batch).</summary>
    public const int MostTogether = 16;

    private readonly SearchContext?[] _scratches = new SearchContext?[MostTogether];

    /// <summary>A scratch, made when it is needed first.</summary>
    public SearchContext this[int number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _scratches[number] ??= new SearchContext();
    }

    /// <summary>Lets go of what belongs to the caller and to the index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void End()
    {
        foreach (SearchContext? scratch in _scratches)
        {
            scratch?.End();
        }
    }

    /// <summary>The first scratches; all of them were asked for before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<SearchContext> First(int count) => _scratches.AsSpan(0, count)!;
}
