using CsCheck;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

/// <summary>The choice of cells against plain sorts of all centroids: the same cells, to the last tie.</summary>
public sealed class CellChoiceTests
{
    private const int Dimension = 24;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Choose_AnyQueryAndNumber_EqualsSortsOfAllCentroids(bool isLarge)
    {
        ShopRecipe recipe = isLarge ? ShopRecipe.Large : new ShopRecipe(5_000) { Seed = 8 };
        CellView view = BuiltShop.Of(recipe).Index.ViewOf(Space.Similar).Cells!;
        CellChoice choice = new();
        Gen.Select(Gen.Int[-63, 63].Array[view.Dimension], Gen.Int[1, view.Count]).Sample(
            (numbers, cells) =>
            {
                sbyte[] query = new sbyte[view.Centroids.Stride];
                Array.ConvertAll(numbers, number => (sbyte)number).CopyTo(query, 0);
                ulong[] chosen = [.. choice.Choose(view, query, cells, null)];
                Assert.Equal(Sorted(view, query, cells, out int compared), chosen.Order());
                Assert.Equal(compared, choice.Compared);
                for (int near = chosen.Length / 4; near >= 4; near /= 4)
                {
                    Assert.True(chosen[..near].Max() < chosen[near..(4 * near)].Min());
                }
            },
            iter: 60,
            threads: 1);
    }

    /// <summary>Centroids that are all alike: nothing but the numbers tells cells apart.</summary>
    [Fact]
    public void Choose_EqualCentroids_TakesTheFirstByNumber()
    {
        const int groups = 700;
        const int cells = 2 * groups;
        using AlignedBuffer<byte> centroids = new((long)cells * 64);
        using AlignedBuffer<int> starts = new(groups + 1);
        for (int group = 0; group <= groups; group++)
        {
            starts.View[group] = 2 * group;
        }

        CellView view = new()
        {
            Dimension = Dimension, Cells = default, Centroids = new CodeRows(centroids.View, cells, 64), GroupStarts = starts.View,
            GroupCentroids = new CodeRows(centroids.View, groups, 64), Blocks = default, Codebook = [],
        };
        foreach (int wanted in new[] { 1, 7, 40, 300, cells })
        {
            ulong[] chosen = [.. new CellChoice().Choose(view, new sbyte[64], wanted, null)];
            Assert.Equal(Enumerable.Range(0, wanted), chosen.Select(key => (int)(uint)key).Order());
        }
    }

    private static ulong[] Sorted(CellView view, sbyte[] query, int cells, out int compared)
    {
        ulong[] groups = [.. Keys(view.GroupCentroids, query, 0, view.Groups).Order().Take(CellChoice.GroupsFor(view, cells))];
        ulong[] all = [.. groups.SelectMany(key =>
        {
            (int first, int count) = view.CellsOf((int)(uint)key);
            return Keys(view.Centroids, query, first, count);
        })];
        compared = view.Groups + all.Length;
        return [.. all.Order().Take(cells)];
    }

    private static IEnumerable<ulong> Keys(CodeRows rows, sbyte[] query, int first, int count)
    {
        int[] dots = new int[count];
        rows.DotRange(first, query, dots);
        return dots.Select((dot, place) => DotKey.Of(dot, (uint)(first + place)));
    }
}
