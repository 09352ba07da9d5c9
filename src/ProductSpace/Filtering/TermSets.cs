namespace ProductSpace.Filtering;

/// <summary>What a filter needs from a snapshot: the products that a term matches. Sets are bits by ordinal.</summary>
internal abstract class TermSets
{
    /// <summary>Number of products in the snapshot.</summary>
    public abstract int Count { get; }

    /// <summary>Estimates how many products a term matches, to order the work; answers do not depend on it.</summary>
    public abstract int Estimate(in FilterTerm term);

    /// <summary>Adds a term's products to a set.</summary>
    public abstract void Add(in FilterTerm term, Span<ulong> words);

    /// <summary>Removes a term's products from a set.</summary>
    public abstract void Remove(in FilterTerm term, Span<ulong> words);
}
