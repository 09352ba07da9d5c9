namespace ProductSpace.Evaluation;

/// <summary>
/// Gives the vector of a product [dimension], for example <c>model.InRow</c>: matrices outside of the managed heap need no
/// copy. Called from several threads at once; what it returns must stay as it is while an evaluation runs.
/// </summary>
/// <param name="product">0 to the number of products less 1.</param>
public delegate ReadOnlySpan<float> EmbeddingRow(int product);
