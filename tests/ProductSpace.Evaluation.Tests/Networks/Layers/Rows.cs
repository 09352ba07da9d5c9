using ProductSpace.Evaluation.Networks.Layers;

namespace ProductSpace.Evaluation.Tests.Networks.Layers;

/// <summary>Reads the gradient of an embedding.</summary>
internal static class Rows
{
    /// <summary>The gradient of all rows, zeros for those that the step did not touch.</summary>
    public static double[] Gradient(RowParameter<double> rows)
    {
        double[] gradient = new double[rows.Values.Length];
        for (int i = 0; i < rows.Count; i++)
        {
            Array.Copy(rows.Gradient, i * rows.Columns, gradient, rows.SlotRows[i] * rows.Columns, rows.Columns);
        }

        return gradient;
    }
}
