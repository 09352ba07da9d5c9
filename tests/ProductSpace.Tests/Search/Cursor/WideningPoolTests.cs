using CsCheck;
using ProductSpace.Search.Cursor;

namespace ProductSpace.Tests.Search.Cursor;

/// <summary>The pool beside the plainest model: everything that was inserted, sorted, of which the first so many count.</summary>
public class WideningPoolTests
{
    [Fact]
    public void Pool_RandomSteps_HoldsTheNearestAndExpandsEachOnce() => Steps().Sample(steps => Assert.Null(Difference(steps, new WideningPool(), (pool, width) => pool.Widen(width))), iter: 400, threads: 1);

    /// <summary>A pool that forgets what fell out of it, as a plain one does.</summary>
    [Fact]
    public void Difference_PoolThatForgets_Found()
    {
        int found = 0;
        Steps().Sample(steps => found += Difference(steps, new WideningPool(), Forget) is null ? 0 : 1, iter: 300, threads: 1);
        Assert.True(found > 0);

        static void Forget(WideningPool pool, int width)
        {
            List<int> kept = [.. Enumerable.Range(0, pool.Count).Select(pool.Node)];
            pool.Reset();
            pool.Widen(width);
            kept.ForEach(node => pool.Insert(DistanceOf(node), node));
        }
    }

    [Fact]
    public void TakeUnmeasured_RandomSteps_GivesEachOnceTheNearestFirst() =>
        Steps().Sample(
            steps =>
            {
                WideningPool pool = new();
                HashSet<int> measured = [];
                pool.Widen(3);
                int number = 0;
                foreach (int step in steps)
                {
                    if (step >= 0)
                    {
                        Insert(pool, step, ref number, []);
                        continue;
                    }

                    pool.Widen(pool.Capacity - step);
                    int[] nodes = new int[4];
                    int depth = pool.Capacity / 2;
                    int[] expected = [.. Enumerable.Range(0, Math.Min(depth, pool.Count)).Select(pool.Node).Where(node => !measured.Contains(node)).Take(4)];
                    int count = pool.TakeUnmeasured(depth, nodes);
                    Assert.Equal(expected, nodes[..count]);
                    measured.UnionWith(expected);
                }
            },
            iter: 1_000,
            threads: 1);

    /// <summary>A number from 0 on is an insertion, a negative one widens the pool by as much and expands some.</summary>
    private static Gen<int[]> Steps() => Gen.Frequency((6, Gen.Int[0, 400]), (1, Gen.Int[-12, -1])).Array[1, 120];

    /// <summary>Some nodes share a distance.</summary>
    private static int DistanceOf(int node) => node / 1_000 * 7;

    private static void Insert(WideningPool pool, int step, ref int number, List<int> all)
    {
        // The number makes nodes distinct, the step their distance.
        int node = (step * 1_000) + (number++ % 1_000);
        pool.Insert(DistanceOf(node), node);
        all.Add(node);
    }

    private static string? Difference(int[] steps, WideningPool pool, Action<WideningPool, int> widen)
    {
        List<int> all = [];
        HashSet<int> expanded = [];
        pool.Reset();
        pool.Widen(2);
        int number = 0;
        foreach (int step in steps)
        {
            if (step >= 0)
            {
                Insert(pool, step, ref number, all);
            }
            else
            {
                widen(pool, pool.Capacity - step);
                for (int i = 0; i < -step / 2; i++)
                {
                    int node = pool.PeekNext();
                    int expected = Nearest().Find(other => !expanded.Contains(other)) is int next && Nearest().Exists(other => !expanded.Contains(other)) ? next : -1;
                    if (node != expected)
                    {
                        return $"expands {node} in place of {expected}";
                    }

                    if (node >= 0)
                    {
                        pool.TakeNext();
                        expanded.Add(node);
                    }
                }
            }

            if (!Nearest().SequenceEqual(Enumerable.Range(0, pool.Count).Select(pool.Node)))
            {
                return "other nodes than the nearest";
            }
        }

        return null;

        List<int> Nearest() => [.. all.OrderBy(DistanceOf).ThenBy(node => node).Take(pool.Capacity)];
    }
}
