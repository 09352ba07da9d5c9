namespace ProductSpace.Recommendations.Trees;

/// <summary>
/// Checks a tree from outside: all parts of one length, every feature known, every number finite, children after their
/// parents, and each node but the root the child of exactly one. So every way ends, after fewer questions than the tree
/// has leaves.
/// </summary>
internal static class TreeCheck
{
    /// <summary>Maximum number of leaves of a tree: <see cref="Forest"/> has a bit for each.</summary>
    public const int MaxLeaves = 32;

    /// <summary>Returns what is wrong with a tree; null if nothing is.</summary>
    public static string? Problem(RankerTree tree, int features)
    {
        int nodes = tree.Features.Count;
        int leaves = tree.Values.Count;
        if (leaves is < 1 or > MaxLeaves || nodes != leaves - 1 || tree.Thresholds.Count != nodes
            || tree.Left.Count != nodes || tree.Right.Count != nodes)
        {
            return $"has {leaves} leaves (1 to {MaxLeaves}) and {nodes} inner nodes (one fewer)";
        }

        Span<bool> reached = stackalloc bool[2 * MaxLeaves];
        reached.Clear();
        for (int node = 0; node < nodes; node++)
        {
            if ((uint)tree.Features[node] >= (uint)features)
            {
                return $"asks feature {tree.Features[node]} of {features} at node {node}";
            }

            if (!float.IsFinite(tree.Thresholds[node]))
            {
                return $"has a threshold that is no number at node {node}";
            }

            if (!Reach(tree.Left[node], node, nodes, reached) || !Reach(tree.Right[node], node, nodes, reached))
            {
                return $"has a child of node {node} that does not exist, comes before it, or has another parent";
            }
        }

        foreach (float value in tree.Values)
        {
            if (!float.IsFinite(value))
            {
                return "has a leaf whose value is no number";
            }
        }

        return null;
    }

    /// <summary>Marks a child; false where it cannot be one. With n children for n places none can be missed.</summary>
    private static bool Reach(int child, int parent, int nodes, Span<bool> reached)
    {
        int place = child >= 0 ? child : MaxLeaves + ~child;
        if ((child >= 0 && (child <= parent || child >= nodes)) || (child < 0 && ~child > nodes) || reached[place])
        {
            return false;
        }

        reached[place] = true;
        return true;
    }
}
