using System.Numerics;
using ProductSpace.Evaluation.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// Threads that share independent rows. Which thread computes a row does not change it, so that results are the same
/// for any number of threads.
/// </summary>
/// <param name="threads">Number of threads, 0 for all processors.</param>
internal sealed class Workers(int threads)
{
    /// <summary>Work below this many steps of arithmetic is not worth waking a thread for.</summary>
    private const long MinWork = 1 << 21;

    private const int ChunksPerThread = 2;

    private readonly int _threads = threads == 0 ? Environment.ProcessorCount : threads;

    /// <summary>Calls the body with ranges that cover 0 to count.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="grain">Ranges begin at multiples of this.</param>
    /// <param name="work">Steps of arithmetic of one row, roughly.</param>
    /// <param name="body">Computes the rows of a range.</param>
    public void For(int count, int grain, long work, Action<int, int> body)
    {
        if (_threads == 1 || count <= grain || count * work < MinWork)
        {
            body(0, count);
            return;
        }

        int size = (count + (_threads * ChunksPerThread) - 1) / (_threads * ChunksPerThread);
        size = (size + grain - 1) / grain * grain;
        Parallel.For(
            0,
            (count + size - 1) / size,
            new ParallelOptions { MaxDegreeOfParallelism = _threads },
            chunk => body(chunk * size, Math.Min(count, (chunk + 1) * size)));
    }

    /// <summary>Computes C = A B with A [rows x inner] stored row by row.</summary>
    public void Multiply<T>(T[] a, T[] b, T[] c, int rows, int inner, int columns)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        For(rows, 4, (long)inner * columns, (from, to) => MatrixProduct.Multiply(
            a.AsSpan(from * inner), inner, 1, b, c.AsSpan(from * columns), to - from, inner, columns));

    /// <summary>
    /// Computes C = A' B with A [inner x rows] stored row by row, so that its transpose is multiplied.
    /// </summary>
    public void MultiplyTransposed<T>(T[] a, T[] b, T[] c, int rows, int inner, int columns)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        For(rows, 4, (long)inner * columns, (from, to) => MatrixProduct.Multiply(
            a.AsSpan(from), 1, rows, b, c.AsSpan(from * columns), to - from, inner, columns));
}
