using ProductSpace.Recommendations;

namespace ProductSpace.Evaluation.Gates;

/// <summary>
/// Compares two snapshots on sessions that neither was learned from, before the newer replaces the older: both
/// recommend at the same moments, and what was viewed next decides. Products are matched by id, so that a product that
/// the newer snapshot lost is missed there. Safe from several threads at once.
/// </summary>
public static class SnapshotGate
{
    /// <summary>Compares two snapshots.</summary>
    /// <param name="before">The snapshot in use.</param>
    /// <param name="after">The snapshot that is to replace it.</param>
    /// <param name="sessions">Product ids of each session, oldest view first. Those of one view are ignored.</param>
    /// <param name="options">Options of the comparison; null for the defaults.</param>
    /// <param name="progress">Told the share done, 0 to 1, from several threads; null for nobody.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <exception cref="ArgumentException">No session has two views.</exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public static GateResult Compare(
        ProductIndex before,
        ProductIndex after,
        IReadOnlyList<IReadOnlyList<string>> sessions,
        GateOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(sessions);
        options ??= new GateOptions();
        options.Check();
        List<(int Session, int Position)> moments =
            PredictionMoments.Of(sessions, options.MaxPredictions);
        if (moments.Count == 0)
        {
            throw new ArgumentException("no session has two views, so that nothing can be predicted", nameof(sessions));
        }

        int[] ranksBefore = new int[moments.Count];
        int[] ranksAfter = new int[moments.Count];
        int done = 0;
        Parallel.For(
            0,
            moments.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => (Before: Lists(before, options), After: Lists(after, options)),
            (i, _, lists) =>
            {
                (int session, int position) = moments[i];
                ranksBefore[i] = lists.Before.Rank(sessions[session], position);
                ranksAfter[i] = lists.After.Rank(sessions[session], position);
                progress?.Report((double)Interlocked.Increment(ref done) / moments.Count);
                return lists;
            },
            _ => { });
        return Judge(
            moments,
            ranksBefore,
            ranksAfter,
            options,
            Examples(before, after, sessions, moments, ranksBefore, ranksAfter, options));
    }

    private static SnapshotLists Lists(ProductIndex index, GateOptions options)
    {
        Placement placement = (options.Placement ?? Placement.Default) with { ExcludesViewed = false };
        return new SnapshotLists(index, placement, options.ListLength);
    }

    private static GateResult Judge(
        List<(int Session, int Position)> moments,
        int[] before,
        int[] after,
        GateOptions options,
        IReadOnlyList<GateExample> examples)
    {
        int[] groups = [.. moments.Select(moment => moment.Session)];
        double[] hitsBefore = Array.ConvertAll(before, rank => rank > 0 ? 1.0 : 0);
        double[] hitsAfter = Array.ConvertAll(after, rank => rank > 0 ? 1.0 : 0);
        double[] placesBefore = Array.ConvertAll(before, rank => rank > 0 ? 1.0 / rank : 0);
        double[] placesAfter = Array.ConvertAll(after, rank => rank > 0 ? 1.0 / rank : 0);
        BootstrapInterval hits = Bootstrap.Difference(hitsAfter, hitsBefore, groups, options.Confidence);
        BootstrapInterval places = Bootstrap.Difference(placesAfter, placesBefore, groups, options.Confidence);
        return new GateResult
        {
            Sessions = groups.Distinct().Count(),
            Predictions = moments.Count,
            ListLength = options.ListLength,
            HitRateBefore = hitsBefore.Average(),
            HitRateAfter = hitsAfter.Average(),
            ReciprocalRankBefore = placesBefore.Average(),
            ReciprocalRankAfter = placesAfter.Average(),
            HitRateChange = hits,
            ReciprocalRankChange = places,
            IsWorse = IsLoss(hits, hitsBefore.Average(), options.Tolerance)
                || IsLoss(places, placesBefore.Average(), options.Tolerance),
            Examples = examples,
        };
    }

    private static bool IsLoss(BootstrapInterval change, double before, double tolerance) =>
        change.High < 0 && change.Mean < -tolerance * before;

    /// <summary>Returns sessions, each once, in which the newer snapshot lost most places.</summary>
    private static List<GateExample> Examples(
        ProductIndex before,
        ProductIndex after,
        IReadOnlyList<IReadOnlyList<string>> sessions,
        List<(int Session, int Position)> moments,
        int[] ranksBefore,
        int[] ranksAfter,
        GateOptions options)
    {
        SnapshotLists older = Lists(before, options);
        SnapshotLists newer = Lists(after, options);
        HashSet<int> shown = [];
        List<GateExample> examples = [];
        foreach (int i in Enumerable.Range(0, moments.Count)
            .Where(i => Gain(ranksAfter[i]) < Gain(ranksBefore[i]))
            .OrderBy(i => Gain(ranksAfter[i]) - Gain(ranksBefore[i])))
        {
            (int session, int position) = moments[i];
            if (examples.Count == options.Examples)
            {
                break;
            }

            if (shown.Add(session))
            {
                examples.Add(new GateExample(
                    [.. sessions[session].Take(position)],
                    sessions[session][position],
                    older.List(sessions[session], position),
                    newer.List(sessions[session], position),
                    ranksBefore[i],
                    ranksAfter[i]));
            }
        }

        return examples;
    }

    private static double Gain(int rank) => rank > 0 ? 1.0 / rank : 0;
}
