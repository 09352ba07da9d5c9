namespace ProductSpace.Evaluation;

/// <summary>
/// Evaluates recommendation lists from elsewhere, such as the published ones of a peer: add each list with the views
/// before it and those after it, in order, then ask for the result. A target that is not in the list is not ranked. One
/// thread at a time.
/// </summary>
public sealed class ListEvaluator
{
    private readonly RepeatMode _mode;
    private readonly List<int> _sessions = [];
    private readonly List<int> _nextRanks = [];
    private readonly List<int> _starts = [0];
    private readonly List<int> _ranks = [];
    private readonly int[] _bestPlaces;
    private readonly Dictionary<int, int> _rankOf = [];
    private readonly HashSet<int> _seen = [];
    private int _excludedTargets;
    private int _unknownTargets;
    private int _unanswered;

    /// <summary>Starts an evaluation.</summary>
    /// <param name="candidateCount">
    /// Number of products that can be recommended, which are numbered from 0: the denominator of coverage.
    /// </param>
    /// <param name="mode">
    /// What can be recommended again; excluded products are removed from each list before places are counted.
    /// </param>
    public ListEvaluator(int candidateCount, RepeatMode mode = RepeatMode.Allowed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidateCount, 1);
        _mode = mode;
        _bestPlaces = new int[candidateCount];
        Array.Fill(_bestPlaces, RankingMetrics.NotRanked);
    }

    /// <summary>Adds a prediction.</summary>
    /// <param name="recommended">The list, best first: distinct candidates; can be empty.</param>
    /// <param name="viewed">The session so far, oldest first; its last product is the current one.</param>
    /// <param name="remaining">
    /// The rest of the session, at least one product; the first is the next one. A product that is no candidate has a
    /// number out of the range, and is never found.
    /// </param>
    /// <param name="session">Number of the session, for <see cref="Bootstrap"/>.</param>
    /// <exception cref="ArgumentException">
    /// The list has a product twice or one that is no candidate, or nothing remains.
    /// </exception>
    public void Add(ReadOnlySpan<int> recommended, ReadOnlySpan<int> viewed, ReadOnlySpan<int> remaining, int session)
    {
        if (remaining.IsEmpty)
        {
            throw new ArgumentException(
                "nothing remains of the session: there is no product to find",
                nameof(remaining));
        }

        CheckList(recommended);
        ReadOnlySpan<int> excluded = _mode switch
        {
            RepeatMode.Allowed => [],
            RepeatMode.CurrentExcluded => viewed[Math.Max(0, viewed.Length - 1)..],
            _ => viewed,
        };
        _rankOf.Clear();
        foreach (int product in recommended)
        {
            if (!excluded.Contains(product))
            {
                int rank = _rankOf.Count + 1;
                _rankOf.Add(product, rank);
                _bestPlaces[product] = Math.Min(_bestPlaces[product], rank);
            }
        }

        int next = remaining[0];
        _unanswered += recommended.IsEmpty ? 1 : 0;
        _unknownTargets += (uint)next >= (uint)_bestPlaces.Length ? 1 : 0;
        _excludedTargets += excluded.Contains(next) ? 1 : 0;
        _sessions.Add(session);
        _nextRanks.Add(_rankOf.GetValueOrDefault(next, RankingMetrics.NotRanked));
        AddRemaining(remaining);
    }

    /// <summary>Returns the result of all predictions added so far.</summary>
    public RankingResult ToResult() =>
        new(
            _mode,
            [.. _sessions],
            [.. _nextRanks],
            [.. _starts],
            [.. _ranks],
            [.. _bestPlaces],
            RankingMetrics.NotRanked - 1,
            nextOnly: false)
        {
            ExcludedTargets = _excludedTargets,
            UnknownTargets = _unknownTargets,
            Unanswered = _unanswered,
        };

    private void AddRemaining(ReadOnlySpan<int> remaining)
    {
        _seen.Clear();
        int start = _ranks.Count;
        foreach (int product in remaining)
        {
            if (_seen.Add(product))
            {
                _ranks.Add(_rankOf.GetValueOrDefault(product, RankingMetrics.NotRanked));
            }
        }

        _ranks.Sort(start, _ranks.Count - start, null);
        _starts.Add(_ranks.Count);
    }

    private void CheckList(ReadOnlySpan<int> recommended)
    {
        _seen.Clear();
        foreach (int product in recommended)
        {
            if ((uint)product >= (uint)_bestPlaces.Length)
            {
                throw new ArgumentException(
                    $"the list names product {product}, which is none of the {_bestPlaces.Length} candidates",
                    nameof(recommended));
            }

            if (!_seen.Add(product))
            {
                throw new ArgumentException($"the list names product {product} twice", nameof(recommended));
            }
        }
    }
}
