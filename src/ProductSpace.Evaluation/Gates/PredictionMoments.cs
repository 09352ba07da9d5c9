namespace ProductSpace.Evaluation.Gates;

/// <summary>The moments of sessions at which a next view can be predicted.</summary>
internal static class PredictionMoments
{
    /// <summary>Returns all moments from the second view on, or one of each of equal stretches.</summary>
    /// <param name="sessions">Product ids of each session.</param>
    /// <param name="most">Maximum number of moments.</param>
    /// <param name="isMember">Whether a session, by its number, takes part; null for all.</param>
    public static List<(int Session, int Position)> Of(
        IReadOnlyList<IReadOnlyList<string>> sessions, int most, Func<int, bool>? isMember = null)
    {
        List<(int, int)> all = [];
        for (int session = 0; session < sessions.Count; session++)
        {
            for (int position = 1; position < sessions[session].Count && isMember?.Invoke(session) != false; position++)
            {
                all.Add((session, position));
            }
        }

        if (all.Count <= most)
        {
            return all;
        }

        List<(int, int)> chosen = [];
        for (int i = 0; i < most; i++)
        {
            chosen.Add(all[(int)((2L * i + 1) * all.Count / (2L * most))]);
        }

        return chosen;
    }
}
