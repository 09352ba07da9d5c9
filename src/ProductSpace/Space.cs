namespace ProductSpace;

/// <summary>Vector space of a search: one of the two matrices that item embeddings train.</summary>
public enum Space
{
    /// <summary>IN vectors: products that are alike and can replace one another.</summary>
    Similar = 0,

    /// <summary>OUT vectors, searched by IN vectors: products that come next in a session.</summary>
    Next = 1,
}
