namespace ProductSpace.Generations.Following;

/// <summary>
/// Whose filters and leases belong together: a follower, or a shop with all its followers. Knows the filters that are
/// in use, so that they can be compiled before another generation answers.
/// </summary>
/// <param name="name">Names the owner in messages.</param>
internal sealed class FilterScope(string name)
{
    private readonly List<WeakReference<CompiledFilters>> _filters = [];

    public string Name { get; } = name;

    public void Add(CompiledFilters filter)
    {
        lock (_filters)
        {
            _filters.Add(new WeakReference<CompiledFilters>(filter));
        }
    }

    /// <summary>Returns the filters that somebody still holds.</summary>
    public List<CompiledFilters> InUse()
    {
        List<CompiledFilters> filters = [];
        lock (_filters)
        {
            _filters.RemoveAll(reference => !reference.TryGetTarget(out _));
            foreach (WeakReference<CompiledFilters> reference in _filters)
            {
                if (reference.TryGetTarget(out CompiledFilters? filter))
                {
                    filters.Add(filter);
                }
            }
        }

        return filters;
    }
}
