using ProductSpace.Evaluation.Models;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>EASE (Steck, WWW 2019) for a few products: a ridge regression of each product on all others, in closed form.</summary>
internal static class LinearModel
{
    public static IRecommender Ease(SessionSet sessions, double lambda)
    {
        int count = sessions.ProductCount;
        double[,] gram = new double[count, count];
        for (int session = 0; session < sessions.Count; session++)
        {
            int[] set = [.. sessions.Products(session).ToArray().Distinct()];
            foreach (int first in set)
            {
                foreach (int second in set)
                {
                    gram[first, second]++;
                }
            }
        }

        for (int i = 0; i < count; i++)
        {
            gram[i, i] += lambda;
        }

        double[,] inverse = Invert(gram);
        ItemTableBuilder table = new(count, count);
        for (int i = 0; i < count; i++)
        {
            table.Set(
                i,
                [.. Enumerable.Range(0, count)],
                [.. Enumerable.Range(0, count).Select(j => i == j ? 0 : (float)(-inverse[i, j] / inverse[j, j]))]);
        }

        return new TableRecommender(table.Build(), lastViews: 10, decay: 1);
    }

    /// <summary>Gauss and Jordan, without pivots: the matrix is positive definite.</summary>
    private static double[,] Invert(double[,] matrix)
    {
        int count = matrix.GetLength(0);
        for (int k = 0; k < count; k++)
        {
            double pivot = 1 / matrix[k, k];
            matrix[k, k] = 1;
            for (int j = 0; j < count; j++)
            {
                matrix[k, j] *= pivot;
            }

            for (int i = 0; i < count; i++)
            {
                double factor = matrix[i, k];
                if (i != k)
                {
                    matrix[i, k] = 0;
                    for (int j = 0; j < count; j++)
                    {
                        matrix[i, j] -= factor * matrix[k, j];
                    }
                }
            }
        }

        return matrix;
    }
}
