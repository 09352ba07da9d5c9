namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// Eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations, in a fixed order.
/// </summary>
internal static class JacobiEigen
{
    private const int MaxSweeps = 60;

    /// <summary>
    /// Turns the matrix [size x size] into one whose diagonal holds the eigenvalues, and returns the vectors as columns
    /// of a matrix, row by row.
    /// </summary>
    public static double[] Solve(double[] matrix, int size)
    {
        double[] vectors = new double[size * size];
        double total = 0;
        for (int i = 0; i < size; i++)
        {
            vectors[(i * size) + i] = 1;
            for (int j = 0; j < size; j++)
            {
                total += matrix[(i * size) + j] * matrix[(i * size) + j];
            }
        }

        for (int sweep = 0; sweep < MaxSweeps && OffDiagonal(matrix, size) > 1e-26 * total; sweep++)
        {
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++)
                {
                    Rotate(matrix, vectors, size, p, q);
                }
            }
        }

        return vectors;
    }

    private static double OffDiagonal(double[] matrix, int size)
    {
        double sum = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = i + 1; j < size; j++)
            {
                sum += matrix[(i * size) + j] * matrix[(i * size) + j];
            }
        }

        return sum;
    }

    private static void Rotate(double[] matrix, double[] vectors, int size, int p, int q)
    {
        double off = matrix[(p * size) + q];
        if (off == 0)
        {
            return;
        }

        double theta = (matrix[(q * size) + q] - matrix[(p * size) + p]) / (2 * off);
        double tangent = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        double sine = tangent * cosine;
        for (int i = 0; i < size; i++)
        {
            Turn(ref matrix[(i * size) + p], ref matrix[(i * size) + q], cosine, sine);
        }

        for (int i = 0; i < size; i++)
        {
            Turn(ref matrix[(p * size) + i], ref matrix[(q * size) + i], cosine, sine);
            Turn(ref vectors[(i * size) + p], ref vectors[(i * size) + q], cosine, sine);
        }

        matrix[(p * size) + q] = 0;
        matrix[(q * size) + p] = 0;
    }

    private static void Turn(ref double a, ref double b, double cosine, double sine)
    {
        double old = a;
        a = (cosine * old) - (sine * b);
        b = (sine * old) + (cosine * b);
    }
}
