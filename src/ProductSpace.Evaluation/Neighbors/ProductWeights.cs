using ProductSpace.Training.Sampling;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>Computes weights of products by their inverse frequency (idf), the same bits on every processor.</summary>
internal static class ProductWeights
{
    /// <summary>Returns ln(all / count) of each product; 0 where it would be negative or has no count.</summary>
    public static double[] Logs(double all, long[] counts) =>
        Array.ConvertAll(counts, count => count > 0 && count < all ? FixedMath.Log(all / count) : 0);

    /// <summary>Returns 1 + idf · ln(all / count) of each product.</summary>
    public static double[] Of(double all, long[] counts, double idf) =>
        Array.ConvertAll(Logs(all, counts), log => 1 + (idf * log));

    /// <summary>Returns 1 for each product.</summary>
    public static double[] Equal(int productCount)
    {
        double[] weights = new double[productCount];
        Array.Fill(weights, 1);
        return weights;
    }
}
