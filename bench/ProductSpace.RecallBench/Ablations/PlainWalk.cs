using ProductSpace.Graph;
using ProductSpace.Memory;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>Distance of the current query to a node, whatever the rows are made of: not negative, smaller is nearer.</summary>
internal interface IRowDistance
{
    int Of(int node);
}

/// <summary>The walk of layer 0 with any distance, for recall only: nothing in it is made to be fast.</summary>
internal sealed class PlainWalk
{
    private readonly SearchPool _pool = new();
    private readonly VisitedSet _visited = new();

    /// <summary>The pool's nodes, nearest first.</summary>
    public int[] Run<TDistance>(in LayerView layer, TDistance distance, int start, int ef)
        where TDistance : struct, IRowDistance
    {
        _visited.Reset(layer.Count);
        _pool.Reset(ef);
        _visited.Add(start);
        _pool.Insert(distance.Of(start), start);
        while (_pool.TryNext(out int node))
        {
            foreach (int neighbor in layer.Neighbors(node))
            {
                if (neighbor < 0)
                {
                    break;
                }

                if (_visited.Add(neighbor))
                {
                    _pool.Insert(distance.Of(neighbor), neighbor);
                }
            }
        }

        int[] nodes = new int[_pool.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = _pool.Node(i);
        }

        return nodes;
    }
}
