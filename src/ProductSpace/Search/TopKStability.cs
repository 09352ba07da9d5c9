using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;

namespace ProductSpace.Search;

/// <summary>
/// Which of the k nearest came lately: the k nearest of the last few looks, by their dot products. A search that goes on in
/// steps of half of all before may end when its last steps brought hardly any. Estimates by a deviation alone are wrong
/// where the nearest are exceptions among their neighbors. Scratch of one thread.
/// </summary>
internal sealed class TopKStability
{
    private const int Looks = 3;

    private readonly int[][] _nearest = [[], [], []];
    private int _k;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int k)
    {
        _k = k;
        _count = 0;
        for (int i = 0; i < Looks; i++)
        {
            ScratchArray.EnsureCapacity(ref _nearest[i], k);
        }
    }

    /// <summary>
    /// Takes the k nearest of a look, as keys of <see cref="DotKey"/>, and returns how many of them were not there so many
    /// looks before; all of them while there were no such looks.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(ReadOnlySpan<ulong> nearest, int looksBefore, out int kth)
    {
        int least = int.MaxValue;
        foreach (ulong key in nearest)
        {
            least = Math.Min(least, DotKey.Dot(key));
        }

        int fresh = _k;
        if (_count >= looksBefore)
        {
            foreach (int dot in _nearest[(_count - looksBefore) % Looks].AsSpan(0, _k))
            {
                fresh -= dot >= least ? 1 : 0;
            }
        }

        Span<int> place = _nearest[_count % Looks].AsSpan(0, _k);
        for (int i = 0; i < nearest.Length; i++)
        {
            place[i] = DotKey.Dot(nearest[i]);
        }

        _count++;
        kth = least;
        return fresh;
    }
}
