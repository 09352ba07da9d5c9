using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// The k best (similarity, ordinal) of which at most n belong to one group: those that taking the best again and again
/// and leaving out the members of full groups would give. Sets with at most n of a group and k in all are a matroid, so
/// that a stream in any order keeps the best of them by dropping the least of the full group, else the least of a full
/// list (Edmonds 1971, "Matroids and the greedy algorithm"); what was dropped never has to come back. Order:
/// similarity descending, ties by ordinal ascending.
/// </summary>
internal sealed class GroupLimitedTopK
{
    private double[] _similarities = new double[16];
    private int[] _ordinals = new int[16];
    private int[] _groups = new int[16];

    /// <summary>Members in the list by group; zero for every group that has none, of whatever column.</summary>
    private int[] _members = [];

    private GroupColumn? _column;
    private DeltaView _delta;
    private int _groupCount;
    private int _most;
    private int _capacity;

    public int Count { get; private set; }

    public bool IsOn => _column is not null;

    public bool IsFull => Count == _capacity;

    /// <summary>Groups of the column that it goes by, and those that a delta adds.</summary>
    public int Groups => _groupCount;

    /// <summary>Similarity of the last one.</summary>
    public double Least => _similarities[Count - 1];

    /// <summary>Empties the list, for up to <paramref name="capacity"/> results; off without a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(GroupColumn? column, int most, int capacity, DeltaView delta = default)
    {
        for (int place = 0; place < Count; place++)
        {
            if (_groups[place] >= 0)
            {
                _members[_groups[place]] = 0;
            }
        }

        Count = 0;
        _column = column;
        _most = most;
        _capacity = capacity;
        _delta = column is null ? default : delta;
        if (column is null)
        {
            return;
        }

        // After the view's versions: it counts all names that these may say.
        _groupCount = column.Count + (delta.Log?.NameCount ?? 0);

        if (_similarities.Length < capacity)
        {
            _similarities = new double[capacity];
            _ordinals = new int[capacity];
            _groups = new int[capacity];
        }

        if (_members.Length < _groupCount)
        {
            _members = new int[_groupCount];
        }
    }

    public double Similarity(int place) => _similarities[place];

    public int Ordinal(int place) => _ordinals[place];

    /// <summary>Group of a place; -1 where the product belongs to none.</summary>
    public int Group(int place) => _groups[place];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GroupOf(int ordinal) => _delta.IsOn ? _delta.GroupOf(_column!, ordinal) : _column!.GroupOf(ordinal);

    /// <summary>Whether a group has all the members that it may have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsGroupFull(int group) => group >= 0 && _members[group] == _most;

    /// <summary>
    /// Whether no more can be asked for: k are found, or as many as the groups of the whole snapshot allow, where no
    /// delta changes them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsFilled() => Count == _capacity || (!_delta.IsOn && Count >= _column!.Possible(_most));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(double similarity, int ordinal)
    {
        if (IsFull && (_capacity == 0 || !Precedes(similarity, ordinal, Count - 1)))
        {
            return;
        }

        int place = PlaceOf(similarity, ordinal);
        if (place > 0 && _ordinals[place - 1] == ordinal)
        {
            // A product has one similarity, so that a second coming of it lands right behind the first.
            return;
        }

        int group = GroupOf(ordinal);
        if (IsGroupFull(group))
        {
            int least = Count - 1;
            while (_groups[least] != group)
            {
                least--;
            }

            if (place > least)
            {
                return;
            }

            Remove(least);
        }
        else if (IsFull)
        {
            Remove(Count - 1);
        }

        Insert(place, similarity, ordinal, group);
    }

    /// <summary>How many of the list are before a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int PlaceOf(double similarity, int ordinal)
    {
        int low = 0;
        int high = Count;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Remove(int place)
    {
        if (_groups[place] >= 0)
        {
            _members[_groups[place]]--;
        }

        Count--;
        Array.Copy(_similarities, place + 1, _similarities, place, Count - place);
        Array.Copy(_ordinals, place + 1, _ordinals, place, Count - place);
        Array.Copy(_groups, place + 1, _groups, place, Count - place);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Insert(int place, double similarity, int ordinal, int group)
    {
        Array.Copy(_similarities, place, _similarities, place + 1, Count - place);
        Array.Copy(_ordinals, place, _ordinals, place + 1, Count - place);
        Array.Copy(_groups, place, _groups, place + 1, Count - place);
        _similarities[place] = similarity;
        _ordinals[place] = ordinal;
        _groups[place] = group;
        Count++;
        if (group >= 0)
        {
            _members[group]++;
            Debug.Assert(_members[group] <= _most);
        }

        Debug.Assert(Count <= _capacity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Precedes(double similarity, int ordinal, int place) =>
        similarity > _similarities[place] || (similarity == _similarities[place] && ordinal < _ordinals[place]);
}
