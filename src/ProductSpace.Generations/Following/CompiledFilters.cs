namespace ProductSpace.Generations.Following;

/// <summary>One description of a filter, compiled for each generation that is in use.</summary>
internal sealed class CompiledFilters(Action<ProductFilterBuilder> describe)
{
    private readonly Lock _adding = new();

    // Replaced as a whole, so that readers need no lock.
    private (FollowedGeneration Generation, ProductFilter Filter)[] _compiled = [];

    /// <summary>
    /// Returns the filter of a generation. It is compiled here if a search still holds an older generation, or if the
    /// filter was created during a swap.
    /// </summary>
    public ProductFilter Of(FollowedGeneration generation)
    {
        foreach ((FollowedGeneration known, ProductFilter filter) in Volatile.Read(ref _compiled))
        {
            if (known == generation)
            {
                return filter;
            }
        }

        return Compile(generation, allowUnknown: true);
    }

    /// <summary>Compiles the filter for a generation that will answer soon.</summary>
    public void Prepare(FollowedGeneration generation)
    {
        try
        {
            // A name that was known at first may be gone from a later generation: it matches nothing there.
            Compile(generation, allowUnknown: true);
        }
        catch (Exception)
        {
            // The description is the caller's code, and the caller is not here: the first use throws.
        }
    }

    public ProductFilter Compile(FollowedGeneration generation, bool allowUnknown)
    {
        ProductFilter filter = generation.Index.CompileFilter(describe, allowUnknown, namesOnly: true);
        lock (_adding)
        {
            _compiled = [.. InUse().Where(compiled => compiled.Generation != generation)];
            if (!generation.IsRetired)
            {
                _compiled = [.. _compiled, (generation, filter)];
            }
        }

        return filter;
    }

    /// <summary>Drops the filters of retired generations, whose indexes they would keep in memory.</summary>
    public void DropRetired()
    {
        lock (_adding)
        {
            _compiled = [.. InUse()];
        }
    }

    private IEnumerable<(FollowedGeneration Generation, ProductFilter Filter)> InUse() =>
        _compiled.Where(compiled => !compiled.Generation.IsRetired);
}
