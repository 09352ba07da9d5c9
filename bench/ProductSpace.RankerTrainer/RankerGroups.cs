using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer;

/// <summary>
/// What a ranker learns from: one group a prediction, with the candidates that the blend found at that moment, their
/// features, and which of them was viewed next.
/// </summary>
/// <param name="Sessions">Session of each group.</param>
/// <param name="Starts">First candidate of each group, and one number more for the end.</param>
/// <param name="Next">Place of the product viewed next within each group; -1 where the blend missed it.</param>
/// <param name="Rows">Features [candidates x features].</param>
internal sealed record RankerGroups(int[] Sessions, int[] Starts, int[] Next, float[] Rows)
{
    public int Count => Sessions.Length;

    public static int Features => Ranker.KnownFeatures.Count;

    public int SizeOf(int group) => Starts[group + 1] - Starts[group];

    /// <summary>Features of the candidates of a group.</summary>
    public ReadOnlySpan<float> RowsOf(int group) =>
        Rows.AsSpan(Starts[group] * Features, SizeOf(group) * Features);

    /// <summary>Groups of the sessions that a test picks.</summary>
    public RankerGroups Where(Func<int, bool> isWanted)
    {
        List<int> sessions = [];
        List<int> starts = [0];
        List<int> next = [];
        List<float> rows = [];
        for (int group = 0; group < Count; group++)
        {
            if (isWanted(Sessions[group]))
            {
                sessions.Add(Sessions[group]);
                next.Add(Next[group]);
                rows.AddRange(RowsOf(group));
                starts.Add(starts[^1] + SizeOf(group));
            }
        }

        return new RankerGroups([.. sessions], [.. starts], [.. next], [.. rows]);
    }

    /// <summary>The same with some features set to one number, so that no tree can ask them.</summary>
    public RankerGroups Without(IReadOnlyCollection<string> features)
    {
        float[] rows = [.. Rows];
        foreach (string name in features)
        {
            int column = Ranker.KnownFeatures.ToList().IndexOf(name);
            for (int at = column; column >= 0 && at < rows.Length; at += Features)
            {
                rows[at] = 0;
            }
        }

        return this with { Rows = rows };
    }
}
