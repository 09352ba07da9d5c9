using ProductSpace.Training;
using ProductSpace.Training.Numerics;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>A sparse symmetric matrix of products. Immutable, safe from any thread.</summary>
/// <param name="rows">Entries beside the diagonal.</param>
/// <param name="diagonal">The diagonal.</param>
internal sealed class SymmetricMatrix(ItemTable rows, double[] diagonal)
{
    public int Size => diagonal.Length;

    /// <summary>Writes the product with a matrix of some columns, both row by row.</summary>
    public void Multiply(double[] values, int columns, double[] product, TableWork work) =>
        work.ForEach(Size, row =>
        {
            Span<double> target = product.AsSpan(row * columns, columns);
            target.Clear();
            Axpy.Add(target, values.AsSpan(row * columns, columns), diagonal[row]);
            ReadOnlySpan<int> others = rows.Products(row);
            ReadOnlySpan<float> weights = rows.Weights(row);
            for (int i = 0; i < others.Length; i++)
            {
                Axpy.Add(target, values.AsSpan(others[i] * columns, columns), weights[i]);
            }
        });
}
