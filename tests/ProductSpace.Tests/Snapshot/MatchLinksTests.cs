using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Snapshot;

/// <summary>The share of the neighbors of matches that match too, against lists that are known.</summary>
public sealed class MatchLinksTests
{
    private const int Degree = 4;
    private const int Stride = 64;

    [Fact]
    public void ShareOf_RingOfNodes_IsThePartOfTheNeighborsThatMatch()
    {
        using Lists lists = new(8_192);
        Assert.Equal(1, MatchLinks.ShareOf(Set(8_192, _ => true), lists.Layer));
        Assert.Equal(0, MatchLinks.ShareOf(Set(8_192, node => node % 2 == 0), lists.Layer));

        // A run of nodes keeps all but the neighbors past its ends.
        Assert.InRange(MatchLinks.ShareOf(Set(8_192, node => node < 4_096), lists.Layer), 0.98, 1);
        Assert.InRange(MatchLinks.ShareOf(Set(8_192, node => SeededRandom.Hash((ulong)node, 3) % 4 != 0), lists.Layer), 0.6, 0.8);
    }

    [Fact]
    public void ShareOf_NoMatchOrNoGraph_IsNothing()
    {
        using Lists lists = new(640);
        Assert.Equal(0, MatchLinks.ShareOf(Set(640, _ => false), lists.Layer));
        Assert.Equal(0, MatchLinks.ShareOf(Set(640, _ => true), new LayerView(lists.Layer.Codes, default, default, 0)));
    }

    /// <summary>A match beyond the nodes and a neighbor beyond them are looked at no further.</summary>
    [Fact]
    public void ShareOf_NumbersOutOfRange_AreLeftOut()
    {
        using Lists lists = new(640);
        lists.Numbers[1] = int.MaxValue;
        Assert.InRange(MatchLinks.ShareOf(Set(700, _ => true), lists.Layer), 0.99, 1);
    }

    [Fact]
    public void LinkShare_Categories_KeepMoreThanTheirShare()
    {
        ProductIndex index = BuiltShop.Of(ShopRecipe.Large).Index;
        ProductFilter category = index.CreateFilter(f => f.InCategory("dept1"));
        int part = index.Count / category.Count;
        ProductFilter scattered = index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, index.Count).Where(i => SeededRandom.Hash((ulong)i, 5) % (ulong)part == 0)]));
        double share = (double)category.Count / index.Count;
        Assert.True(category.In(Space.Similar).LinkShare > 1.5 * share);
        Assert.InRange(scattered.In(Space.Similar).LinkShare, share / 2, share * 1.4);
        Assert.Equal(0, BuiltShop.Of(ShopRecipe.WithoutGraph).Index.CreateFilter(f => f.InStock()).In(Space.Similar).LinkShare);
    }

    private static RowSet Set(int count, Predicate<int> matches)
    {
        ulong[] words = new ulong[RowBits.WordsOf(count)];
        for (int row = 0; row < count; row++)
        {
            if (matches(row))
            {
                RowBits.Set(words, row);
            }
        }

        return new RowSet(words);
    }

    /// <summary>A ring: each node has the one before and the one behind it, and its list ends there.</summary>
    private sealed class Lists : IDisposable
    {
        private readonly AlignedBuffer<byte> _codes;
        private readonly AlignedBuffer<int> _lists;

        public Lists(int count)
        {
            _codes = new AlignedBuffer<byte>((long)count * Stride);
            _lists = new AlignedBuffer<int>((long)count * Degree);
            Layer = new LayerView(new CodeRows(_codes.View, count, Stride), _lists.View, default, Degree);
            for (int node = 0; node < count; node++)
            {
                int[] list = [(node + count - 1) % count, (node + 1) % count, LayerView.End, LayerView.End];
                list.CopyTo(Numbers[(node * Degree)..]);
            }
        }

        public LayerView Layer { get; }

        public Span<int> Numbers => _lists.View.Slice(0, (int)_lists.View.Length);

        public void Dispose()
        {
            _codes.Dispose();
            _lists.Dispose();
        }
    }
}
