namespace ProductSpace.Filtering;

/// <summary>What a filter needs to know of a snapshot: which products a term matches. Sets are bits by ordinal.</summary>
internal abstract class TermSets
{
    /// <summary>Products of the snapshot.</summary>
    public abstract int Count { get; }

    /// <summary>About how many products a term matches: for the order of work, not for answers.</summary>
    public abstract int Estimate(in FilterTerm term);

    /// <summary>Adds a term's products to a set.</summary>
    public abstract void Add(in FilterTerm term, Span<ulong> words);

    /// <summary>Takes a term's products out of a set.</summary>
    public abstract void Remove(in FilterTerm term, Span<ulong> words);
}
