namespace ProductSpace.Planning;

/// <summary>Ordinals that may not be in the answer: viewed, in the cart, bought. Short, so that a linear look is quickest.</summary>
internal sealed class ExclusionList
{
    private int[] _ordinals = new int[32];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(ReadOnlySpan<int> ordinals)
    {
        if (_ordinals.Length < Count + ordinals.Length)
        {
            Array.Resize(ref _ordinals, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(Count + ordinals.Length)));
        }

        ordinals.CopyTo(_ordinals.AsSpan(Count));
        Count += ordinals.Length;
    }

    public bool Contains(int ordinal) => _ordinals.AsSpan(0, Count).Contains(ordinal);
}
