namespace ProductSpace.Training.Tables;

/// <summary>How the count of a pair becomes the weight of an entry.</summary>
public enum PairMeasure
{
    /// <summary>Share of the sessions with the row's product that hold the pair: what is likely.</summary>
    Confidence,

    /// <summary>Sessions with the pair / √(sessions with one · sessions with the other).</summary>
    Cosine,

    /// <summary>How many times likelier than by chance: what is particular to the row's product.</summary>
    Lift,
}
