namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// Counts the chosen products of each group against the limit. Buffers grow and stay; one thread at a time.
/// </summary>
internal sealed class GroupTally
{
    private readonly int[] _one = new int[1];

    private int[] _groups = [];
    private int[] _members = [];
    private int[] _used = [];
    private int _usedCount;
    private GroupLimit _limit;

    /// <summary>Starts an answer of up to k products.</summary>
    public void Begin(GroupLimit limit, int k)
    {
        foreach (int group in _used.AsSpan(0, _usedCount))
        {
            _members[group] = 0;
        }

        _usedCount = 0;
        _limit = limit;
        if (_used.Length < k)
        {
            _used = new int[k];
        }
    }

    /// <summary>Reads the groups of the candidates.</summary>
    public void Read(ProductIndex index, ReadOnlySpan<int> ordinals)
    {
        if (_limit.Max == 0)
        {
            return;
        }

        if (_groups.Length < ordinals.Length)
        {
            _groups = new int[Math.Max(256, 2 * ordinals.Length)];
        }

        EnsureMembers(index.ReadGroups(_limit, ordinals, _groups));
    }

    /// <summary>Whether the group of the candidate at a place has all the products that it may have.</summary>
    public bool IsFull(int place) =>
        _limit.Max > 0 && _groups[place] >= 0 && _members[_groups[place]] >= _limit.Max;

    /// <summary>Counts the candidate at a place, which was chosen.</summary>
    public void Add(int place)
    {
        if (_limit.Max > 0)
        {
            AddTo(_groups[place]);
        }
    }

    /// <summary>Counts a chosen product that is no candidate.</summary>
    public void AddOther(ProductIndex index, int ordinal)
    {
        if (_limit.Max > 0)
        {
            EnsureMembers(index.ReadGroups(_limit, new ReadOnlySpan<int>(in ordinal), _one));
            AddTo(_one[0]);
        }
    }

    private void AddTo(int group)
    {
        if (group >= 0)
        {
            _members[group]++;
            _used[_usedCount++] = group;
        }
    }

    private void EnsureMembers(int groups)
    {
        if (_members.Length < groups)
        {
            Array.Resize(ref _members, groups);
        }
    }
}
