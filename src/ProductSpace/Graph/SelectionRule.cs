namespace ProductSpace.Graph;

/// <summary>
/// How many neighbors a node keeps and how hard the heuristic thins them out. alpha acts on squared distances as
/// AlphaNumerator / AlphaDenominator; 1/1 is the rule of HNSW.
/// </summary>
internal readonly record struct SelectionRule(int Degree, int AlphaNumerator, int AlphaDenominator)
{
    /// <summary>
    /// The rule of a layer: degree 2 M on layer 0 and M above, as in HNSW; alpha 11/10 where the degree is 64 or more.
    /// Below that, long lists are worth more than early pruning (measured: at degree 32 alpha above 1 loses).
    /// </summary>
    public static SelectionRule For(int m, int layer)
    {
        int degree = layer == 0 ? 2 * m : m;
        return degree >= 64 ? new SelectionRule(degree, 11, 10) : new SelectionRule(degree, 1, 1);
    }
}
