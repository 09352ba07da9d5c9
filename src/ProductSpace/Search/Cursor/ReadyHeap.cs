using System.Runtime.CompilerServices;

namespace ProductSpace.Search.Cursor;

/// <summary>Products that were measured exactly and not shown yet, the next one on top: similarity descending, ties by ordinal ascending.</summary>
internal sealed class ReadyHeap
{
    private double[] _similarities = new double[64];
    private int[] _ordinals = new int[64];

    public int Count { get; private set; }

    /// <summary>Similarity of the next one.</summary>
    public double Best => _similarities[0];

    public void Clear() => Count = 0;

    /// <summary>Whether the next one comes before that of another heap; both hold some.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Precedes(ReadyHeap other) => other.IsBehind(_similarities[0], _ordinals[0]);

    private bool IsBehind(double similarity, int ordinal) => Precedes(similarity, ordinal, 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Push(double similarity, int ordinal)
    {
        if (Count == _ordinals.Length)
        {
            Array.Resize(ref _similarities, 2 * Count);
            Array.Resize(ref _ordinals, 2 * Count);
        }

        int place = Count++;
        while (place > 0)
        {
            int parent = (place - 1) >> 1;
            if (!Precedes(similarity, ordinal, parent))
            {
                break;
            }

            Move(parent, place);
            place = parent;
        }

        _similarities[place] = similarity;
        _ordinals[place] = ordinal;
    }

    /// <summary>Takes the next one out; there must be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (double Similarity, int Ordinal) Pop()
    {
        (double Similarity, int Ordinal) best = (_similarities[0], _ordinals[0]);
        Count--;
        double similarity = _similarities[Count];
        int ordinal = _ordinals[Count];
        int place = 0;
        for (int child = 1; child < Count; child = (2 * place) + 1)
        {
            if (child + 1 < Count && Precedes(_similarities[child + 1], _ordinals[child + 1], child))
            {
                child++;
            }

            if (Precedes(similarity, ordinal, child))
            {
                break;
            }

            Move(child, place);
            place = child;
        }

        _similarities[place] = similarity;
        _ordinals[place] = ordinal;
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(int from, int to)
    {
        _similarities[to] = _similarities[from];
        _ordinals[to] = _ordinals[from];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Precedes(double similarity, int ordinal, int place) =>
        similarity > _similarities[place] || (similarity == _similarities[place] && ordinal < _ordinals[place]);
}
