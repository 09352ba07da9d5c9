using ProductSpace.Evaluation.Networks.Layers;

namespace ProductSpace.Evaluation.Networks;

/// <summary>Sums the rows of the views that a model knows.</summary>
internal static class KnownViews
{
    /// <summary>Writes the sum of the rows of the last known views, oldest first, and returns their number.</summary>
    /// <param name="viewed">Viewed products, oldest first.</param>
    /// <param name="rows">Rows of the products [products x columns].</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="maxViews">Maximum number of views.</param>
    /// <param name="sum">Receives the sum [columns].</param>
    public static int Sum(ReadOnlySpan<int> viewed, float[] rows, int columns, int maxViews, Span<float> sum)
    {
        uint products = (uint)(rows.Length / columns);
        int start = viewed.Length;
        int known = 0;
        while (start > 0 && known < maxViews)
        {
            known += (uint)viewed[--start] < products ? 1 : 0;
        }

        sum.Clear();
        foreach (int product in viewed[start..])
        {
            if ((uint)product < products)
            {
                Bag.Add(rows.AsSpan(product * columns, columns), 1, sum);
            }
        }

        return known;
    }
}
