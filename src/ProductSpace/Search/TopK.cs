using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Search;

/// <summary>The k best (similarity, ordinal), kept sorted: similarity descending, ties by ordinal ascending.</summary>
internal sealed class TopK
{
    /// <summary>Up to this many places are looked through and moved by hand.</summary>
    private const int FewPlaces = 24;

    private double[] _similarities = new double[16];
    private int[] _ordinals = new int[16];
    private int _capacity;

    public int Count { get; private set; }

    public int Capacity => _capacity;

    public bool IsFull => Count == _capacity;

    /// <summary>Number of products that were kept since the reset, those pushed out again included.</summary>
    public int Entered { get; private set; }

    /// <summary>Similarity of the last one.</summary>
    public double Least => _similarities[Count - 1];

    public void Reset(int capacity)
    {
        if (_similarities.Length < capacity)
        {
            _similarities = new double[capacity];
            _ordinals = new int[capacity];
        }

        _capacity = capacity;
        Count = 0;
        Entered = 0;
    }

    /// <summary>Lets the list hold more, with what it holds.</summary>
    public void Widen(int capacity)
    {
        if (_similarities.Length < capacity)
        {
            Array.Resize(ref _similarities, capacity);
            Array.Resize(ref _ordinals, capacity);
        }

        _capacity = Math.Max(_capacity, capacity);
    }

    public double Similarity(int place) => _similarities[place];

    public int Ordinal(int place) => _ordinals[place];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double similarity, int ordinal)
    {
        if (Count == _capacity && (_capacity == 0 || !Precedes(similarity, ordinal, Count - 1)))
        {
            return;
        }

        Insert(similarity, ordinal);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Insert(double similarity, int ordinal)
    {
        Entered++;
        int end = Count == _capacity ? Count - 1 : Count;
        int low = end <= FewPlaces ? PlaceFromEnd(similarity, ordinal, end) : PlaceOf(similarity, ordinal, end);
        if (low > 0 && _ordinals[low - 1] == ordinal)
        {
            // A product has one similarity, so that a second coming of it lands right behind the first.
            return;
        }

        if (end <= FewPlaces)
        {
            for (int place = end; place > low; place--)
            {
                _similarities[place] = _similarities[place - 1];
                _ordinals[place] = _ordinals[place - 1];
            }
        }
        else
        {
            Array.Copy(_similarities, low, _similarities, low + 1, end - low);
            Array.Copy(_ordinals, low, _ordinals, low + 1, end - low);
        }

        _similarities[low] = similarity;
        _ordinals[low] = ordinal;
        Count = end + 1;
        Debug.Assert(low == 0 || !Precedes(similarity, ordinal, low - 1));
        Debug.Assert(low == end || !Precedes(_similarities[low + 1], _ordinals[low + 1], low));
    }

    /// <summary>Where a product belongs, by halving.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int PlaceOf(double similarity, int ordinal, int end)
    {
        int low = 0;
        int high = end;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Precedes(similarity, ordinal, middle))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>Where a product belongs, one place after the other: one branch is foretold wrongly, not four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceFromEnd(double similarity, int ordinal, int end)
    {
        int place = end;
        while (place > 0 && Precedes(similarity, ordinal, place - 1))
        {
            place--;
        }

        return place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Precedes(double similarity, int ordinal, int place) =>
        similarity > _similarities[place] || (similarity == _similarities[place] && ordinal < _ordinals[place]);
}
