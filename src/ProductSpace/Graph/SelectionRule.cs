namespace ProductSpace.Graph;

/// <summary>
/// Number of neighbors that a node keeps, and how strongly the heuristic prunes them. alpha acts on squared distances
/// as AlphaNumerator / AlphaDenominator; 1/1 is the rule of HNSW.
/// </summary>
internal readonly record struct SelectionRule(int Degree, int AlphaNumerator, int AlphaDenominator)
{
    /// <summary>
    /// Rule of a layer: degree 2 M on layer 0 and M above, as in HNSW, and alpha 11/10 from degree 64 on. Below that,
    /// long lists are worth more than early pruning (measured: at degree 32 alpha above 1 loses).
    /// </summary>
    public static SelectionRule For(int m, int layer)
    {
        int degree = layer == 0 ? 2 * m : m;
        return degree >= 64 ? new SelectionRule(degree, 11, 10) : new SelectionRule(degree, 1, 1);
    }
}
