using System.Runtime.CompilerServices;

namespace ProductSpace.Generations;

/// <summary>
/// A filter that outlives a generation: its description is kept and compiled anew for each, before the swap. Made by
/// <see cref="IndexFollower.CreateFilter"/>, used through <see cref="IndexLease.Filter"/>, from any thread.
/// </summary>
public sealed class FollowedFilter
{
    private readonly Action<ProductFilterBuilder> _describe;

    // Each names the index that it is for, so that any mix of the two is right.
    private ProductFilter? _now;
    private ProductFilter? _next;

    internal FollowedFilter(IndexFollower owner, Action<ProductFilterBuilder> describe, ProductFilter first)
    {
        Owner = owner;
        _describe = describe;
        _now = first;
    }

    internal IndexFollower Owner { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal ProductFilter In(ProductIndex index)
    {
        ProductFilter? filter = Volatile.Read(ref _now);
        if (filter?.Owner == index)
        {
            return filter;
        }

        filter = Volatile.Read(ref _next);
        return filter?.Owner == index ? filter : CompileLate(index);
    }

    /// <summary>Compiles it for a generation that will answer soon; what the description throws is thrown by the first use instead.</summary>
    internal void Prepare(ProductIndex index)
    {
        try
        {
            Volatile.Write(ref _next, Compile(index));
        }
        catch (Exception)
        {
            // The description is the caller's code, and the caller is not here.
            Volatile.Write(ref _next, null);
        }
    }

    /// <summary>The prepared generation answers now; the old one may go.</summary>
    internal void Swap()
    {
        Volatile.Write(ref _now, Volatile.Read(ref _next));
        Volatile.Write(ref _next, null);
    }

    /// <summary>For a search that still holds the generation before, or for a filter that was made during a swap.</summary>
    private ProductFilter CompileLate(ProductIndex index)
    {
        ProductFilter filter = Compile(index);
        if (Owner.AnswersFrom(index))
        {
            Volatile.Write(ref _now, filter);
        }

        return filter;
    }

    /// <summary>A category or a value that was known at first can be gone from a later generation: it then matches nothing.</summary>
    private ProductFilter Compile(ProductIndex index) => index.CompileFilter(_describe, allowUnknown: true, namesOnly: true);
}
