using System.Numerics;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>A matrix that is learned, with its gradient and Adagrad's sums.</summary>
internal sealed class Parameter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Creates a matrix of zeros.</summary>
    public Parameter(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        Values = new T[rows * columns];
        Gradient = new T[rows * columns];
        Sums = new T[rows * columns];
        Array.Fill(Sums, T.CreateTruncating(Adagrad.FirstSum));
    }

    public int Rows { get; }

    public int Columns { get; }

    public T[] Values { get; }

    public T[] Gradient { get; }

    private T[] Sums { get; }

    /// <summary>Draws all values uniformly from [-bound, bound).</summary>
    public Parameter<T> Draw(ref SeededRandom random, double bound)
    {
        Uniform.Fill(Values, ref random, bound);
        return this;
    }

    /// <summary>Takes one step of Adagrad along the gradient.</summary>
    public void Step(T rate, Workers workers) =>
        workers.For(Values.Length, 1024, 8, (from, to) => Adagrad.Step(
            Values.AsSpan(from..to), Sums.AsSpan(from..to), Gradient.AsSpan(from..to), rate));
}
