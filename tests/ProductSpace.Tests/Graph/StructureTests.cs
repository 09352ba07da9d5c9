using CsCheck;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;

namespace ProductSpace.Tests.Graph;

/// <summary>The small structures of a search against plain models.</summary>
public class StructureTests
{
    [Fact]
    public void SearchPool_RandomInserts_KeepsTheNearestInOrder() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 50].List[0, 120]).Sample((capacity, distances) =>
        {
            SearchPool pool = new();
            pool.Reset(capacity);
            for (int node = 0; node < distances.Count; node++)
            {
                pool.Insert(distances[node], node);
            }

            var expected = distances.Select((distance, node) => (distance, node)).Order().Take(capacity).ToArray();
            Assert.Equal(expected.Length, pool.Count);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], (pool.Distance(i), pool.Node(i)));
            }

            int taken = 0;
            while (pool.TryNext(out int node))
            {
                Assert.Equal(expected[taken++].node, node);
            }

            Assert.Equal(expected.Length, taken);
        });

    /// <summary>A pool that sorts its front alone gives the nodes of one that sorts everything, whatever comes between.</summary>
    [Fact]
    public void SearchPool_SortedFront_GivesTheNodesOfAWholePool() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 20], Gen.Int[0, 200].List[0, 300], Gen.Int[1, 9], Gen.Int[50, 300]).Sample((capacity, front, distances, pause, reach) =>
        {
            SearchPool whole = new();
            SearchPool sparing = new();
            whole.Reset(capacity);
            sparing.Reset(capacity, front);
            for (int node = 0; node < distances.Count; node++)
            {
                Offer(whole, distances[node], node);
                Offer(sparing, distances[node], node);
                if (node % pause == 0)
                {
                    Assert.Equal(whole.NextPosition, sparing.NextPosition);
                    Assert.Equal(whole.PeekNext(), sparing.PeekNext());
                    Assert.Equal(whole.TryNext(out int expected), sparing.TryNext(out int taken));
                    Assert.Equal(expected, taken);
                }

                if (node == distances.Count / 2)
                {
                    whole.LimitTo(reach);
                    sparing.LimitTo(reach);
                }

                Assert.True(sparing.Bound >= whole.Bound);
            }

            while (sparing.TryGrow())
            {
            }

            Assert.Equal(whole.Count, sparing.Count);
            for (int i = 0; i < whole.Count; i++)
            {
                Assert.Equal((whole.Distance(i), whole.Node(i)), (sparing.Distance(i), sparing.Node(i)));
            }

            static void Offer(SearchPool pool, int distance, int node)
            {
                if (distance <= pool.Bound)
                {
                    pool.Insert(distance, node);
                }
            }
        });

    [Fact]
    public void TopList_RandomAdds_KeepsTheBestWithoutRepeats() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 30].List[0, 100]).Sample((capacity, ordinals) =>
        {
            TopK top = new();
            top.Reset(capacity);
            static double Similarity(int ordinal) => ordinal % 7 / 7.0;
            foreach (int ordinal in ordinals)
            {
                top.Add(Similarity(ordinal), ordinal);
            }

            int[] expected = [.. ordinals.Distinct().OrderByDescending(Similarity).ThenBy(ordinal => ordinal).Take(capacity)];
            Assert.Equal(expected, Enumerable.Range(0, top.Count).Select(top.Ordinal));
        });

    [Fact]
    public void VisitedSet_AddUnseen_GivesEachNodeOnce() =>
        Gen.Int[0, 299].List[0, 64].List[0, 8].Sample(lists =>
        {
            VisitedSet set = new();
            for (int use = 0; use < 2; use++)
            {
                set.Reset(300);
                HashSet<int> model = [];
                foreach (List<int> list in lists)
                {
                    int[] unseen = new int[list.Count];
                    int count = set.AddUnseen(list.ToArray(), 300, unseen);
                    Assert.Equal(list.Where(model.Add), unseen.Take(count));
                }
            }
        });

    [Fact]
    public void VisitedSet_NodeOutsideOfBound_EndsTheList()
    {
        VisitedSet set = new();
        set.Reset(100);
        int[] unseen = new int[4];
        Assert.Equal(1, set.AddUnseen([5, -1, 6, 7], 100, unseen));
        Assert.Equal(1, set.AddUnseen([8, 50, 9, 7], 50, unseen));
        Assert.Equal(0, set.AddUnseen([int.MaxValue, 9, 7, 6], int.MaxValue, unseen));
    }

    [Fact]
    public void RadixSort_RandomKeys_IsStableByHighHalf() =>
        Gen.Int[0, 5000].List[0, 400].Sample(highs =>
        {
            ulong[] keys = [.. highs.Select((high, i) => ((ulong)(uint)high << 32) | (uint)(highs.Count - i))];
            ulong[] expected = [.. keys.OrderBy(key => key >> 32)];
            RadixSort.ByHighHalf(keys, new ulong[keys.Length], 5001);
            Assert.Equal(expected, keys);
        });

    [Fact]
    public void Selection_RandomKeys_PutsTheSmallestInFront() =>
        Gen.Select(Gen.ULong.HashSet[1, 200], Gen.Double[0, 1]).Sample((set, share) =>
        {
            ulong[] keys = [.. set];
            int count = (int)(share * keys.Length);
            Selection.Partition(keys, count);
            Assert.Equal(set.Order().Take(count), keys.Take(count).Order());
        });

    [Fact]
    public void RowSet_RandomRows_CountsRunsAndFindsThem() =>
        Gen.Int[0, 259].HashSet[0, 120].Sample(rows =>
        {
            ulong[] words = new ulong[5];
            foreach (int row in rows)
            {
                words[row >> 6] |= 1UL << (row & 63);
            }

            RowSet set = new(words);
            Assert.Equal(rows.Count, set.Count);
            List<int> walked = [];
            int runs = 0;
            RowSet.RunReader reader = set.ReadRuns();
            while (reader.Next(out int first, out int end))
            {
                runs++;
                walked.AddRange(Enumerable.Range(first, end - first));
            }

            Assert.Equal(rows.Order(), walked);
            Assert.Equal(runs, set.Runs);
            Assert.All(Enumerable.Range(-5, 400), row => Assert.Equal(rows.Contains(row), row >= 0 && set.Contains(row)));
        });
}
