using System.Runtime.Intrinsics;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// The two inner loops of skip-gram at one vector width. Rows are <c>floats</c> long, a multiple of 16. All widths keep one
/// order of operations: 16 running sums, each by fused multiply-add; then lanes l and l + 8, l and l + 4, and the rest as
/// (0 + 1) + (2 + 3). So every width gives the same bits.
/// </summary>
internal unsafe interface ISkipGramKernel
{
    /// <summary>Dot products of x with four rows.</summary>
    static abstract Vector128<float> Dots(float* x, float* a, float* b, float* c, float* d, int floats);

    /// <summary>
    /// One step of descent: row k gains steps[k] * x, and x gains the sum of steps[k] * (row k before), added in the
    /// order of k.
    /// </summary>
    static abstract void Step(float* x, float** rows, float* steps, int count, int floats);
}
