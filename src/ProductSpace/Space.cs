namespace ProductSpace;

/// <summary>Which of the two embedding matrices a search looks into.</summary>
public enum Space
{
    /// <summary>The IN vectors: products that are used alike, to replace one another.</summary>
    Similar = 0,

    /// <summary>The OUT vectors, asked by IN vectors: products that come next in a session.</summary>
    Next = 1,
}
