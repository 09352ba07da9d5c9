using CsCheck;
using ProductSpace.Cells;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Cells;

/// <summary>The collected ones are the first of all in the order of <see cref="DotKey"/>, whatever the blocks were.</summary>
public sealed class NearestDotsTests
{
    private static readonly Gen<int[]> s_dots =
        Gen.OneOf(Gen.Int[-200_000, 200_000], Gen.Int[-2, 2], Gen.Const(5)).Array[0, NearestDots.Block];

    [Fact]
    public void Take_AnyBlocks_EqualsASortOfAll()
    {
        NearestDots nearest = new();
        Gen.Select(s_dots.Array[0, 9], Gen.OneOf(Gen.Int[1, 20], Gen.Int[1, 2_000])).Sample(
            (blocks, wanted) =>
            {
                List<ulong> all = [];
                nearest.Begin(wanted);
                foreach (int[] block in blocks)
                {
                    uint first = (uint)all.Count;
                    all.AddRange(block.Select((dot, place) => DotKey.Of(dot, first + (uint)place)));
                    nearest.Add(block, first);
                }

                ulong[] taken = [.. nearest.Take()];
                Assert.Equal(all.Order().Take(wanted), taken.Order());
            },
            threads: 1);
    }

    /// <summary>Cells come by the groups that hold them, in any order: the numbers of runs do not ascend.</summary>
    [Fact]
    public void Take_RunsInAnyOrder_EqualsASortOfAll()
    {
        NearestDots nearest = new();
        Gen.Select(Gen.OneOf(Gen.Int[-3, 3], Gen.Int[-2_000_000_000, 2_000_000_000]).Array[200], Gen.Int[1, 210], Gen.Shuffle(Enumerable.Range(0, 20).ToArray()), Gen.Bool).Sample(
            (dots, wanted, order, areRuns) =>
            {
                nearest.Begin(wanted, areRuns ? dots.Length : 0);
                foreach (int run in order)
                {
                    ReadOnlySpan<int> own = dots.AsSpan(10 * run, 10);
                    if (areRuns)
                    {
                        nearest.Append(own, (uint)(10 * run));
                    }
                    else
                    {
                        nearest.Add(own, (uint)(10 * run));
                    }
                }

                IEnumerable<ulong> expected = dots.Select((dot, place) => DotKey.Of(dot, (uint)place)).Order().Take(wanted);
                Assert.Equal(expected, nearest.Take().ToArray().Order());
            },
            threads: 1);
    }

    /// <summary>Both forms of the selection move the same keys to the front.</summary>
    [Fact]
    public void Select_DistinctKeys_MovesTheSmallestToTheFront() =>
        Gen.Select(Gen.OneOf(Gen.Int[-3, 3], Gen.Int).Array[0, 300], Gen.Int[0, 300]).Sample((dots, count) =>
        {
            count = Math.Min(count, dots.Length);
            ulong[] keys = [.. dots.Select((dot, place) => DotKey.Of(dot, (uint)place))];
            ulong[] byHoare = [.. keys];
            ulong[] sorted = [.. keys.Order()];
            Selection.Select(keys, count);
            Selection.Partition(byHoare, count);
            Assert.Equal(sorted[..count], keys[..count].Order());
            Assert.Equal(sorted[..count], byHoare[..count].Order());
            Assert.Equal(sorted, keys.Order());
        });
}
