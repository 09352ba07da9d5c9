using System.Runtime.Intrinsics;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// The two inner loops of skip-gram for one vector width. Rows are <c>floats</c> long, a multiple of 16. All widths use
/// the same order of operations: 16 running sums, each by fused multiply-add; then lanes l and l + 8, l and l + 4, and
/// the rest as (0 + 1) + (2 + 3). Therefore every width gives the same bits.
/// </summary>
internal unsafe interface ISkipGramKernel
{
    /// <summary>Returns the dot products of x with four rows.</summary>
    static abstract Vector128<float> Dots(float* x, float* a, float* b, float* c, float* d, int floats);

    /// <summary>
    /// Takes one step of descent: adds steps[k] * x to row k, and to x the sum of steps[k] * (row k before the step),
    /// in the order of k.
    /// </summary>
    static abstract void Step(float* x, float** rows, float* steps, int count, int floats);
}
