using System.Runtime.CompilerServices;

namespace ProductSpace.Planning;

/// <summary>Ordinals that may not be in the answer: viewed, in the cart, bought. Short, so that a linear look is quickest.</summary>
internal sealed class ExclusionList
{
    private int[] _ordinals = new int[32];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Ordinals => _ordinals.AsSpan(0, Count);

    public void Clear() => Count = 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<int> ordinals)
    {
        if (_ordinals.Length < Count + ordinals.Length)
        {
            Array.Resize(ref _ordinals, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(Count + ordinals.Length)));
        }

        ordinals.CopyTo(_ordinals.AsSpan(Count));
        Count += ordinals.Length;
    }

    /// <summary>By a loop of our own: the library's search of a span starts in its slow form in every process.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Contains(int ordinal)
    {
        int[] ordinals = _ordinals;
        for (int i = 0; i < Count; i++)
        {
            if (ordinals[i] == ordinal)
            {
                return true;
            }
        }

        return false;
    }
}
