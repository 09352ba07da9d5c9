using CsCheck;
using ProductSpace.Delta;
using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

public sealed class ExclusionListTests
{
    [Fact]
    public void Contains_AnyOrdinals_AsASetDoes() =>
        Gen.Int[0, 300].Array[0, 60].Array[0, 5].Sample(parts =>
        {
            ExclusionList list = new();
            HashSet<int> set = [];
            foreach (int[] part in parts)
            {
                list.Add(part);
                set.UnionWith(part);
            }

            Assert.Equal(parts.Sum(part => part.Length), list.Count);
            Assert.Equal(parts.SelectMany(part => part), list.Ordinals.ToArray());
            for (int ordinal = 0; ordinal < 301; ordinal++)
            {
                Assert.Equal(set.Contains(ordinal), list.Contains(ordinal));
                Assert.Equal(set.Contains(ordinal), list.IsListed(ordinal));
            }

            list.Clear();
            Assert.All(set, ordinal => Assert.False(list.Contains(ordinal)));
        });

    [Fact]
    public void IsHidden_NoDelta_HidesNothingAndCountsNothing()
    {
        ExclusionList list = new();
        list.Hide(default, passes: null);
        Assert.False(list.Hides);
        Assert.False(list.IsHidden(3));
        Assert.Equal((0, 0), (list.Hidden, list.Met));
    }

    /// <summary>Products that a delta took away are hidden, and both kinds that are met are counted.</summary>
    [Fact]
    public void IsHidden_RemovedProducts_AreHiddenAndCounted()
    {
        using ProductIndex index = BuiltShop.Of(new ShopRecipe(300, 8)).Open();
        DeltaLog delta = index.NewDelta(64);
        string[] gone = [index.GetProductId(5), index.GetProductId(17)];
        foreach (string id in gone)
        {
            delta.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = id });
        }

        ExclusionList list = new();
        list.Hide(delta.Now(0), passes: null);
        Assert.True(list.Hides);
        int[] hidden = [.. Enumerable.Range(0, index.Count).Where(list.IsHidden)];
        Assert.Equal([5, 17], hidden);
        Assert.Equal((2, index.Count - 2), (list.Hidden, list.Met));
        list.BeginMeeting();
        Assert.Equal((0, 0), (list.Hidden, list.Met));
        Assert.True(list.Contains(17));
        Assert.False(list.IsListed(17));

        // What is listed is not looked up, so that it is not counted as met.
        list.Add([6]);
        list.BeginMeeting();
        Assert.True(list.Contains(6));
        Assert.Equal((0, 0), (list.Hidden, list.Met));
        list.Hide(default, passes: null);
        Assert.False(list.Contains(17));
    }
}
