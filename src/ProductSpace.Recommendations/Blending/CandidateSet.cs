using System.Numerics;

namespace ProductSpace.Recommendations.Blending;

/// <summary>
/// Products that may be recommended, each once, with what the item tables say for it and, where a search told it, its
/// similarity to the session. A hash table with open addressing whose buffers grow and stay. One thread at a time.
/// </summary>
internal sealed class CandidateSet
{
    private const int Nothing = -1;

    private int[] _slots = [];
    private int[] _ordinals = [];
    private float[] _scores = [];
    private float[] _similarities = [];
    private int _tables;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Ordinals => _ordinals.AsSpan(0, Count);

    /// <summary>Forgets all products.</summary>
    /// <param name="capacity">Maximum number of products to come.</param>
    /// <param name="tables">Number of item tables.</param>
    public void Begin(int capacity, int tables)
    {
        int slots = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2));
        if (_slots.Length < slots)
        {
            _slots = new int[slots];
        }

        if (_ordinals.Length < capacity)
        {
            _ordinals = new int[capacity];
            _similarities = new float[capacity];
        }

        if (_scores.Length < capacity * tables)
        {
            _scores = new float[capacity * tables];
        }

        Array.Fill(_slots, Nothing);
        _tables = tables;
        Count = 0;
    }

    /// <summary>Returns the place of a product, which is added where it is new.</summary>
    public int Add(int ordinal)
    {
        int slot = FindSlot(ordinal);
        if (_slots[slot] == Nothing)
        {
            _slots[slot] = Count;
            _ordinals[Count] = ordinal;
            _similarities[Count] = float.NaN;
            _scores.AsSpan(Count * _tables, _tables).Clear();
            Count++;
        }

        return _slots[slot];
    }

    /// <summary>Returns the place of a product; -1 if it is not in the set.</summary>
    public int Find(int ordinal) => _slots[FindSlot(ordinal)];

    /// <summary>Similarity of the product at a place to the session; not a number where no search told it.</summary>
    public ref float Similarity(int place) => ref _similarities[place];

    /// <summary>What a table says for the product at a place; 0 where it says nothing.</summary>
    public ref float Score(int place, int table) => ref _scores[(place * _tables) + table];

    private int FindSlot(int ordinal)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(((uint)ordinal * 0x9E3779B1u) >> 8) & mask;
        while (_slots[slot] != Nothing && _ordinals[_slots[slot]] != ordinal)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
