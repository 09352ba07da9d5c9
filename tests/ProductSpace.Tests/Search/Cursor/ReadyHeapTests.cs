using CsCheck;
using ProductSpace.Search.Cursor;

namespace ProductSpace.Tests.Search.Cursor;

public class ReadyHeapTests
{
    [Fact]
    public void Pop_RandomPushes_GivesTheNearestTiesByOrdinal() =>
        Gen.Int[0, 9].Array[0, 200].Sample(
            similarities =>
            {
                ReadyHeap heap = new();
                List<(double Similarity, int Ordinal)> all = [];
                for (int ordinal = 0; ordinal < similarities.Length; ordinal++)
                {
                    // Every seventh push is followed by a pop.
                    heap.Push(similarities[ordinal] / 10.0, ordinal * 31 % 211);
                    all.Add((similarities[ordinal] / 10.0, ordinal * 31 % 211));
                    if (ordinal % 7 == 6)
                    {
                        PopOne();
                    }
                }

                while (all.Count > 0)
                {
                    Assert.Equal(all.Count, heap.Count);
                    PopOne();
                }

                Assert.Equal(0, heap.Count);

                void PopOne()
                {
                    (double Similarity, int Ordinal) best = all.OrderByDescending(one => one.Similarity).ThenBy(one => one.Ordinal).First();
                    Assert.Equal(best.Similarity, heap.Best);
                    Assert.Equal(best, heap.Pop());
                    all.Remove(best);
                }
            },
            iter: 500,
            threads: 1);
}
