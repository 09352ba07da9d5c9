using CsCheck;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Graph;

/// <summary>Repair makes every node reachable and takes no reached node away, whatever the graph.</summary>
public class ReachabilityTests
{
    [Fact]
    public void Count_GraphInTwoParts_CountsTheEntryPointsPart()
    {
        using HandMadeGraph graph = new(2, Line(6), [[1], [0, 2], [1], [4], [3, 5], [4]]);
        Assert.Equal((3, 3, 0), (graph.Count(0), graph.Count(4), graph.Count(6)));
    }

    [Fact]
    public void Repair_GraphInTwoParts_HangsOneNodeOntoAFreePlace()
    {
        using HandMadeGraph graph = new(2, Line(6), [[1], [0, 2], [1], [4], [3, 5], [4]]);
        Assert.Equal(1, graph.Repair(0));
        Assert.Equal(6, graph.Count(0));

        // Node 2 is nearest to node 3 and has room; nothing else changes.
        Assert.Equal([1, 3], graph.ListOf(2));
        Assert.Equal([0, 2], graph.ListOf(1));
    }

    [Fact]
    public void Repair_NoFreePlace_TakesAnEdgeOutsideOfTheTree()
    {
        // Every list is full; from node 0 the tree needs 0 -> 1 and 0 -> 2 only.
        using HandMadeGraph graph = new(2, Line(4), [[1, 2], [0, 2], [0, 1], [0, 1]]);
        Assert.Equal(3, graph.Count(0));
        Assert.Equal(1, graph.Repair(0));
        Assert.Equal(4, graph.Count(0));
        Assert.Equal([1, 2], graph.ListOf(0));
        Assert.Equal([0, 3], graph.ListOf(2));
    }

    [Fact]
    public void Repair_NodesAllAlone_BecomesATree()
    {
        using HandMadeGraph graph = new(4, Line(60), [.. Enumerable.Repeat(Array.Empty<int>(), 60)]);
        Assert.Equal(59, graph.Repair(30));
        Assert.Equal(60, graph.Count(30));
    }

    [Fact]
    public void Repair_WholeGraph_ChangesNothing()
    {
        using HandMadeGraph graph = new(2, Line(3), [[1], [2], [0]]);
        Assert.Equal(0, graph.Repair(0));
        Assert.Equal([1, -1], graph.ListOf(0));
    }

    [Fact]
    public void Repair_RandomGraphs_ReachesAllAndKeepsWhatWasReached() =>
        Gen.Select(Gen.Int[2, 60], Gen.Int[1, 5], Gen.ULong).Sample((nodes, degree, seed) =>
        {
            SeededRandom random = new(seed);
            byte[][] codes = new byte[nodes][];
            int[][] lists = new int[nodes][];
            for (int node = 0; node < nodes; node++)
            {
                codes[node] = [(byte)random.NextInt(128), (byte)random.NextInt(128)];
                HashSet<int> list = [];
                for (int i = random.NextInt(degree + 1); i > 0; i--)
                {
                    list.Add(random.NextInt(nodes));
                }

                list.Remove(node);
                lists[node] = [.. list];
            }

            int entry = random.NextInt(nodes);
            using HandMadeGraph graph = new(degree, codes, lists);
            int lost = nodes - graph.Count(entry);
            int repaired = graph.Repair(entry);
            Assert.InRange(repaired, lost == 0 ? 0 : 1, lost);
            Assert.Equal(nodes, graph.Count(entry));
        });

    /// <summary>
    /// The nearest reached nodes are inner nodes of a tree that needs all of their edges; only far leaves have room. Once
    /// the repair gave up after its 256 candidates.
    /// </summary>
    [Fact]
    public void Repair_AllCandidatesNeededByTheTree_FindsAHostElsewhere()
    {
        const int degree = 4;
        int[] sizes = [1, 4, 16, 64, 256, 1024];
        int inner = sizes[..5].Sum();
        int total = sizes.Sum();
        byte[][] codes = new byte[total + 1][];
        int[][] lists = new int[total + 1][];
        for (int node = 0; node < total; node++)
        {
            // Inner nodes stand together, leaves far off; all codes differ.
            byte[] code = [(byte)(node & 31), (byte)(node >> 5), (byte)(node < inner ? 64 : 0), (byte)(node < inner ? 64 : 0)];
            codes[node] = code;
            lists[node] = node < inner ? [.. Enumerable.Range((node * degree) + 1, degree)] : [];
        }

        codes[total] = [5, 5, 66, 66];
        lists[total] = [];
        using HandMadeGraph graph = new(degree, codes, lists);
        Assert.Equal(total, graph.Count(0));
        Assert.Equal(1, graph.Repair(0));
        Assert.Equal(total + 1, graph.Count(0));
    }

    private static byte[][] Line(int nodes) => [.. Enumerable.Range(0, nodes).Select(node => new[] { (byte)(node * 2) })];
}
