namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// One query of a group during the pass over the candidates: its targets with their scores and the numbers of
/// candidates ahead of them, and the viewed products, whose own places are subtracted for the modes that exclude them.
/// </summary>
internal sealed class RankQuery(TieRule ties)
{
    private readonly HashSet<int> _distinct = [];
    private readonly HashSet<int> _remaining = [];
    private readonly List<Scored> _viewed = [];
    private Scored[] _targets = [];
    private int[] _ahead = [];

    /// <summary>False if the model has no answer; nothing is ranked then.</summary>
    public bool Answered { get; private set; }

    public int TargetCount { get; private set; }

    /// <summary>Product viewed last, known or not.</summary>
    public int Current { get; private set; }

    public TopPlaces Top { get; } = new();

    public int Target(int i) => _targets[i].Ordinal;

    /// <summary>
    /// Starts a query whose scores are known for single products; <see cref="Count"/> gives them all.
    /// </summary>
    public void Begin<TScores>(
        ReadOnlySpan<int> viewed, ReadOnlySpan<int> remaining, bool answered, TScores scores, int depth)
        where TScores : struct, IProductScores
    {
        Answered = answered;
        Current = viewed[^1];
        _viewed.Clear();
        _distinct.Clear();
        foreach (int product in viewed)
        {
            if (_distinct.Add(product) && scores.Has(product))
            {
                _viewed.Add(new Scored(product, scores.Score(product)));
            }
        }

        Top.Reset(depth == 0 || !Answered ? 0 : depth + _viewed.Count);
        BeginTargets(remaining, scores);
    }

    public void Count(int first, ReadOnlySpan<float> scores)
    {
        for (int i = 0; i < TargetCount; i++)
        {
            Scored target = _targets[i];
            if (target.IsRanked)
            {
                // Candidates with the target's own score are ahead of it before the cut.
                int cut =
                    ties == TieRule.Pessimistic ? scores.Length : Math.Clamp(target.Ordinal - first, 0, scores.Length);
                _ahead[i] +=
                    ScoreCounts.AtLeast(scores[..cut], target.Score) + ScoreCounts.Above(scores[cut..], target.Score);
            }
        }

        Top.Offer(first, scores);
    }

    /// <summary>Returns the rank of a target after the pass over all candidates.</summary>
    public int Rank(int target, RepeatMode mode)
    {
        Scored scored = _targets[target];
        if (!Answered || !scored.IsRanked || IsExcluded(scored.Ordinal, mode))
        {
            return RankingMetrics.NotRanked;
        }

        // The pessimistic count includes the target itself.
        int rank = _ahead[target] + (ties == TieRule.Pessimistic ? 0 : 1);
        if (mode != RepeatMode.Allowed)
        {
            foreach (Scored viewed in _viewed)
            {
                rank -= IsExcluded(viewed.Ordinal, mode) && IsAhead(viewed, scored) ? 1 : 0;
            }
        }

        return rank;
    }

    public bool IsExcluded(int product, RepeatMode mode) => mode switch
    {
        RepeatMode.Allowed => false,
        RepeatMode.CurrentExcluded => product == Current,
        _ => _distinct.Contains(product),
    };

    private bool IsAhead(Scored other, Scored target) =>
        other.Score > target.Score
        || (other.Score == target.Score && (ties == TieRule.Pessimistic || other.Ordinal < target.Ordinal));

    private void BeginTargets<TScores>(ReadOnlySpan<int> remaining, TScores scores)
        where TScores : struct, IProductScores
    {
        if (_targets.Length < remaining.Length)
        {
            _targets = new Scored[remaining.Length];
            _ahead = new int[remaining.Length];
        }

        Array.Clear(_ahead);
        TargetCount = 0;
        _remaining.Clear();
        foreach (int product in remaining)
        {
            if (_remaining.Add(product))
            {
                _targets[TargetCount++] = new Scored(
                    product, scores.Has(product) ? scores.Score(product) : float.NaN);
            }
        }
    }

    /// <summary>
    /// A product and its score; NaN if it is no candidate, or if its score exceeds the range of float32.
    /// </summary>
    private readonly record struct Scored(int Ordinal, float Score)
    {
        public bool IsRanked => !float.IsNaN(Score);
    }
}
