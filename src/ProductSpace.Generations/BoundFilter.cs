using ProductSpace.Generations.Following;

namespace ProductSpace.Generations;

/// <summary>
/// A filter that outlives a generation: its description is kept and compiled for each generation before that one
/// answers. Created by <see cref="IndexFollower.CreateFilter"/> or by a shop, used through <see
/// cref="IndexLease.Filter"/>, from any thread.
/// </summary>
public sealed class BoundFilter
{
    internal BoundFilter(FilterScope scope, Action<ProductFilterBuilder> describe)
    {
        Scope = scope;
        Compiled = new CompiledFilters(describe);
    }

    internal FilterScope Scope { get; }

    internal CompiledFilters Compiled { get; }
}
