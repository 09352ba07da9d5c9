namespace ProductSpace.Training.Tests.Tables;

/// <summary>Counts pairs of views in dictionaries, the slow and plain way.</summary>
internal sealed class NaivePairs
{
    private readonly SortedDictionary<(int Row, int Product), (double Weight, HashSet<int> Sessions)> _pairs = [];

    /// <summary>Adds up the weights of all pairs of places of each session.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="weight">Weight of the view at the second place in the row of the view at the first.</param>
    /// <param name="repeats">Whether a product is a pair with itself.</param>
    public NaivePairs(int[][] sessions, int products, Func<int, int, double> weight, bool repeats)
    {
        for (int session = 0; session < sessions.Length; session++)
        {
            int[] views = sessions[session];
            for (int i = 0; i < views.Length; i++)
            {
                for (int j = 0; j < views.Length; j++)
                {
                    bool known = views[i] < products && views[j] < products;
                    if (i != j && known && (repeats || views[i] != views[j]) && weight(i, j) > 0)
                    {
                        (double Weight, HashSet<int> Sessions) pair = _pairs.GetValueOrDefault((views[i], views[j]), (0, []));
                        pair.Sessions.Add(session);
                        _pairs[(views[i], views[j])] = (pair.Weight + weight(i, j), pair.Sessions);
                    }
                }
            }
        }
    }

    /// <summary>Returns a row as text, for comparison: its best entries, equal ones in the order of the products.</summary>
    public string Row(int row, int entries, int minSessions, Func<int, double, int, float> score) => string.Join(' ', _pairs
        .Where(pair => pair.Key.Row == row && pair.Value.Sessions.Count >= minSessions)
        .Select(pair => (pair.Key.Product, Score: score(pair.Key.Product, pair.Value.Weight, pair.Value.Sessions.Count)))
        .OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Product)
        .Take(entries)
        .Select(entry => $"{entry.Product}:{entry.Score:R}"));

    /// <summary>Returns a row of a table in the same form.</summary>
    public static string Row(ItemTable table, int row) => string.Join(
        ' ', table.Products(row).ToArray().Zip(table.Weights(row).ToArray(), (product, weight) => $"{product}:{weight:R}"));
}
