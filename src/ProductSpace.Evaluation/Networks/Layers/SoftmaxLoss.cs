using System.Numerics;
using ProductSpace.Evaluation.Numerics;
using ProductSpace.Training.Sampling;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// Cross entropy of a softmax over the rows of a matrix [rows x lanes], lane by lane: sums run in the order of the
/// rows.
/// </summary>
/// <param name="lanes">Number of lanes.</param>
/// <param name="workers">Threads, which share the lanes.</param>
internal sealed class SoftmaxLoss<T>(int lanes, Workers workers)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Grain = 16;
    private const int WorkOfNumber = 24;

    private readonly T[] _greatest = new T[lanes];
    private readonly T[] _sums = new T[lanes];

    /// <summary>Turns scores into the gradient of the loss in place, and returns the loss.</summary>
    /// <param name="scores">Scores [rows x lanes]; receives their gradient.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="targets">Targets of the lanes.</param>
    /// <param name="rowOf">Returns the row of a product.</param>
    public double Run(T[] scores, int rows, TargetList<T> targets, Func<int, int> rowOf)
    {
        // Scores of the targets are read before they are overwritten.
        double loss = 0;
        for (int i = 0; i < targets.Count; i++)
        {
            double score = double.CreateTruncating(scores[(rowOf(targets.Product(i)) * lanes) + targets.Lane(i)]);
            loss -= double.CreateTruncating(targets.Weight(i)) * score;
        }

        workers.For(
            lanes, Grain, (long)rows * WorkOfNumber, (from, to) => Normalize(scores, rows, targets.Totals, from, to));
        for (int lane = 0; lane < lanes; lane++)
        {
            if (targets.Totals[lane] != T.Zero)
            {
                loss += double.CreateTruncating(targets.Totals[lane])
                    * (double.CreateTruncating(_greatest[lane]) + FixedMath.Log(double.CreateTruncating(_sums[lane])));
            }
        }

        for (int i = 0; i < targets.Count; i++)
        {
            scores[(rowOf(targets.Product(i)) * lanes) + targets.Lane(i)] -= targets.Weight(i);
        }

        return loss;
    }

    private void Normalize(T[] scores, int rows, T[] totals, int from, int to)
    {
        int width = Vector<T>.Count;
        for (int lane = from; lane < to; lane += width)
        {
            Vector<T> greatest = new(scores.AsSpan(lane));
            for (int i = 1; i < rows; i++)
            {
                greatest = Vector.Max(greatest, new Vector<T>(scores.AsSpan((i * lanes) + lane)));
            }

            Vector<T> sum = Vector<T>.Zero;
            for (int i = 0; i < rows; i++)
            {
                Span<T> row = scores.AsSpan((i * lanes) + lane);
                Vector<T> power = Smooth.Exp(new Vector<T>(row) - greatest);
                power.CopyTo(row);
                sum += power;
            }

            greatest.CopyTo(_greatest.AsSpan(lane));
            sum.CopyTo(_sums.AsSpan(lane));
            Vector<T> scale = new Vector<T>(totals.AsSpan(lane)) / sum;
            for (int i = 0; i < rows; i++)
            {
                Span<T> row = scores.AsSpan((i * lanes) + lane);
                (new Vector<T>(row) * scale).CopyTo(row);
            }
        }
    }
}
