using CsCheck;
using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

public sealed class TopKTests
{
    [Fact]
    public void Add_AnyStream_KeepsTheBestTiesByOrdinal() =>
        Gen.Select(Gen.Int[0, 9].Array[0, 80], Gen.Int[0, 30]).Sample((similarities, capacity) =>
        {
            TopK list = new();
            list.Reset(capacity);
            AddTwice(list, similarities);
            Assert.Equal(Naive(similarities).Take(capacity), Held(list));
            Assert.Equal(similarities.Length >= capacity, list.IsFull);
        });

    /// <summary>A list that is not asked for a product's second coming would hold it twice.</summary>
    [Fact]
    public void Add_ProductsTwice_HoldsEachOnce()
    {
        TopK list = new();
        list.Reset(4);
        AddTwice(list, [3, 3]);
        Assert.Equal(2, list.Count);
        Assert.Equal(0.3, list.Least);
    }

    [Fact]
    public void Widen_SomeHeld_KeepsThemAndTakesMore() =>
        Gen.Select(Gen.Int[0, 9].Array[0, 40], Gen.Int[0, 9].Array[0, 40], Gen.Int[0, 20], Gen.Int[0, 40]).Sample((first, second, capacity, wider) =>
        {
            TopK list = new();
            list.Reset(capacity);
            AddTwice(list, first);
            (double, int)[] kept = Held(list);
            list.Widen(wider);
            Assert.Equal(Math.Max(capacity, wider), list.Capacity);
            Assert.Equal(kept, Held(list));
            for (int i = 0; i < second.Length; i++)
            {
                list.Add(second[i] / 10.0, first.Length + i);
            }

            IEnumerable<(double Similarity, int Ordinal)> all = kept.Concat(second.Select((similarity, i) => (similarity / 10.0, first.Length + i)));
            Assert.Equal(all.OrderByDescending(one => one.Similarity).ThenBy(one => one.Ordinal).Take(list.Capacity), Held(list));
        });

    [Fact]
    public void Reset_SmallerList_ForgetsWhatItHeld()
    {
        TopK list = new();
        list.Reset(100);
        AddTwice(list, [.. Enumerable.Range(0, 50)]);
        list.Reset(2);
        Assert.Equal((0, 2, false), (list.Count, list.Capacity, list.IsFull));
        AddTwice(list, [1, 2, 3]);
        Assert.Equal([(0.3, 2), (0.2, 1)], Held(list));
    }

    private static void AddTwice(TopK list, int[] similarities)
    {
        for (int round = 0; round < 2; round++)
        {
            for (int ordinal = 0; ordinal < similarities.Length; ordinal++)
            {
                list.Add(similarities[ordinal] / 10.0, ordinal);
            }
        }
    }

    private static IEnumerable<(double Similarity, int Ordinal)> Naive(int[] similarities) =>
        similarities.Select((similarity, ordinal) => (Similarity: similarity / 10.0, Ordinal: ordinal)).OrderByDescending(one => one.Similarity).ThenBy(one => one.Ordinal);

    private static (double Similarity, int Ordinal)[] Held(TopK list) =>
        [.. Enumerable.Range(0, list.Count).Select(place => (list.Similarity(place), list.Ordinal(place)))];
}
