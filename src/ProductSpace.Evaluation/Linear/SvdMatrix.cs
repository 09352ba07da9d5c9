namespace ProductSpace.Evaluation.Linear;

/// <summary>Matrix whose truncated singular value decomposition gives vectors of products.</summary>
internal enum SvdMatrix
{
    /// <summary>Sessions over products: the products' vectors are the right singular vectors (PureSVD).</summary>
    Sessions,

    /// <summary>
    /// Number of sessions that two products share, divided by the root of the product of their row sums: U S^(1/2), the
    /// baseline of the item2vec paper.
    /// </summary>
    CoViews,

    /// <summary>Positive pointwise mutual information of two products: U S^(1/2).</summary>
    Ppmi,
}
