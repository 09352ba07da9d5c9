namespace ProductSpace;

/// <summary>
/// Reads a row of an item table for <see cref="ProductIndexBuilder.UseTable"/>: which products to show after one.
/// Called from one thread.
/// </summary>
/// <param name="product">Place of the row's product in the ids of the table.</param>
/// <param name="products">Receives the places of the products, distinct.</param>
/// <param name="weights">Receives their weights; those not above 0, and not finite ones, are left out.</param>
/// <returns>Number of entries written.</returns>
public delegate int ItemTableRow(int product, Span<int> products, Span<float> weights);
