using MathNet.Numerics.LinearAlgebra;

namespace ProductSpace.Training.Tests.Tables;

/// <summary>SLIST and EASE as their papers write them: whole matrices in float64, for logs of a few products.</summary>
internal static class DenseModels
{
    public static Matrix<double> Slist(
        int products, int[][] sessions, double alpha, double lambda, double decay, double[]? weights = null)
    {
        Matrix<double> gram = Matrix<double>.Build.Dense(products, products);
        Matrix<double> target = gram.Clone();
        for (int s = 0; s < sessions.Length; s++)
        {
            double weight = weights?[s] ?? 1;
            int[] distinct = [.. sessions[s].Distinct()];
            foreach (int product in distinct)
            {
                foreach (int other in distinct)
                {
                    double together = alpha * weight / distinct.Length / distinct.Length;
                    gram[product, other] += together;
                    target[product, other] += together;
                }
            }

            for (int t = 0; t < sessions[s].Length - 1; t++)
            {
                int last = sessions[s][t];
                double[] next = [.. sessions[s].Skip(t + 1).Select((_, later) => Math.Exp(-later / decay))];
                gram[last, last] += (1 - alpha) * weight;
                for (int later = 0; later < next.Length; later++)
                {
                    target[last, sessions[s][t + 1 + later]] += (1 - alpha) * weight * next[later] / next.Sum();
                }
            }
        }

        return (gram + (Matrix<double>.Build.DenseIdentity(products) * lambda)).Inverse() * target;
    }

    public static Matrix<double> Ease(int products, int[][] sessions, double lambda)
    {
        Matrix<double> views = Matrix<double>.Build.Dense(
            sessions.Length, products, (session, product) => sessions[session].Contains(product) ? 1 : 0);
        Matrix<double> gram = views.TransposeThisAndMultiply(views);
        Matrix<double> inverse = (gram + (Matrix<double>.Build.DenseIdentity(products) * lambda)).Inverse();
        return Matrix<double>.Build.Dense(
            products, products, (i, j) => i == j ? 0 : -inverse[i, j] / inverse[j, j]);
    }
}
