using CsCheck;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>The list under caps keeps, of a stream in any order, what taking the best one by one would give.</summary>
public class GroupLimitedTopKTests
{
    private static readonly Gen<(int[] Groups, int[] Similarities, int Most, int Capacity)> s_streams =
        Gen.Int[1, 60].SelectMany(count => Gen.Select(Gen.Int[-1, 6].Array[count], Gen.Int[0, 20].Array[count], Gen.Int[1, 4], Gen.Int[1, 25]));

    [Fact]
    public void Add_AnyStream_KeepsTheGreedyBest()
    {
        GroupLimitedTopK list = new();
        s_streams.Sample(
            stream => Assert.Equal(Greedy(stream.Groups, stream.Similarities, stream.Most, stream.Capacity), Kept(list, stream.Groups, stream.Similarities, stream.Most, stream.Capacity)),
            iter: 3000,
            threads: 1);
    }

    /// <summary>A list that takes what comes first of each group differs somewhere.</summary>
    [Fact]
    public void Twin_FirstComeFirstServed_IsCaught()
    {
        int differs = 0;
        s_streams.Sample(
            stream =>
            {
                int[] order = [.. Enumerable.Range(0, stream.Groups.Length)];
                List<int> first = [];
                foreach (int ordinal in order)
                {
                    if (first.Count < stream.Capacity && (stream.Groups[ordinal] < 0 || first.Count(other => stream.Groups[other] == stream.Groups[ordinal]) < stream.Most))
                    {
                        first.Add(ordinal);
                    }
                }

                differs += Greedy(stream.Groups, stream.Similarities, stream.Most, stream.Capacity).Order().SequenceEqual(first.Order()) ? 0 : 1;
            },
            iter: 200,
            threads: 1);
        Assert.True(differs > 0);
    }

    [Fact]
    public void Begin_ListOfAnotherColumn_CountsFromZero()
    {
        GroupLimitedTopK list = new();
        Assert.Equal([0], Kept(list, [3, 3], [5, 4], 1, 2));
        Assert.Equal([1, 0], Kept(list, [3, 3], [4, 5], 2, 2));
        list.Begin(column: null, most: 0, capacity: 0);
        Assert.False(list.IsOn);
        Assert.Equal(0, list.Count);
    }

    [Fact]
    public void IsFilled_FewerThanAskedFor_WhereTheGroupsAllowNoMore()
    {
        GroupColumn column = new([0, 0, 0, 1, -1], count: 2, products: 5, columns: null);
        Assert.Equal(3, column.Possible(1));
        Assert.Equal(4, column.Possible(2));
        GroupLimitedTopK list = new();
        list.Begin(column, most: 1, capacity: 10);
        list.Add(0.5, 0);
        list.Add(0.4, 1);
        list.Add(0.3, 3);
        Assert.False(list.IsFilled());
        list.Add(0.2, 4);
        Assert.True(list.IsFilled());
        Assert.Equal(3, list.Count);
    }

    private static int[] Kept(GroupLimitedTopK list, int[] groups, int[] similarities, int most, int capacity)
    {
        list.Begin(new GroupColumn(groups, count: 7, groups.Length, columns: null), most, capacity);
        for (int round = 0; round < 2; round++)
        {
            // A second coming changes nothing.
            for (int ordinal = 0; ordinal < groups.Length; ordinal++)
            {
                list.Add(similarities[ordinal], ordinal);
            }
        }

        return [.. Enumerable.Range(0, list.Count).Select(list.Ordinal)];
    }

    private static int[] Greedy(int[] groups, int[] similarities, int most, int capacity)
    {
        List<int> best = [];
        foreach (int ordinal in Enumerable.Range(0, groups.Length).OrderByDescending(ordinal => similarities[ordinal]).ThenBy(ordinal => ordinal))
        {
            if (best.Count < capacity && (groups[ordinal] < 0 || best.Count(other => groups[other] == groups[ordinal]) < most))
            {
                best.Add(ordinal);
            }
        }

        return [.. best];
    }
}
