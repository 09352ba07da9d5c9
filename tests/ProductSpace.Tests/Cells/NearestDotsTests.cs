using CsCheck;
using ProductSpace.Cells;

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

    /// <summary>Cells come by the groups that hold them, in any order: the numbers of blocks do not ascend.</summary>
    [Fact]
    public void Take_BlocksInAnyOrder_EqualsASortOfAll()
    {
        NearestDots nearest = new();
        Gen.Select(Gen.Int[-3, 3].Array[200], Gen.Int[1, 60], Gen.Shuffle(Enumerable.Range(0, 20).ToArray())).Sample(
            (dots, wanted, order) =>
            {
                nearest.Begin(wanted);
                foreach (int block in order)
                {
                    nearest.Add(dots.AsSpan(10 * block, 10), (uint)(10 * block));
                }

                IEnumerable<ulong> expected = dots.Select((dot, place) => DotKey.Of(dot, (uint)place)).Order().Take(wanted);
                Assert.Equal(expected, nearest.Take().ToArray().Order());
            },
            threads: 1);
    }
}
