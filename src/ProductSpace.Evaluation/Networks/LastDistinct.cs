namespace ProductSpace.Evaluation.Networks;

/// <summary>Finds the set of products that a session ends with.</summary>
internal static class LastDistinct
{
    /// <summary>Lists the last distinct known products, the last one first.</summary>
    /// <param name="viewed">Viewed products, oldest first.</param>
    /// <param name="productCount">Number of products that are known.</param>
    /// <param name="maxProducts">Maximum number of products.</param>
    /// <param name="products">Receives the products.</param>
    public static void Find(ReadOnlySpan<int> viewed, int productCount, int maxProducts, List<int> products)
    {
        products.Clear();
        for (int i = viewed.Length - 1; i >= 0 && products.Count < maxProducts; i--)
        {
            if ((uint)viewed[i] < (uint)productCount && !products.Contains(viewed[i]))
            {
                products.Add(viewed[i]);
            }
        }
    }
}
