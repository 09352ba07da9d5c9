namespace ProductSpace.Evaluation;

/// <summary>
/// Returns the vector of a product [dimension], for example <c>model.InRow</c>: matrices in unmanaged memory need no
/// copy. Called from several threads at once; what it returns must not change while an evaluation runs.
/// </summary>
/// <param name="product">Number of the product, from 0.</param>
public delegate ReadOnlySpan<float> EmbeddingRow(int product);
