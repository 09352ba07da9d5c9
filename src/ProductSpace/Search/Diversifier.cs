using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Maximal marginal relevance (Carbonell and Goldstein 1998): of the candidates, takes again and again the one with the
/// largest lambda * similarity to the query - (1 - lambda) * the largest similarity to one already taken, ties by
/// ordinal, and none of a group that has its share. The candidates are the nearest that were measured exactly, and the
/// best under the group limits, so that the answer can be filled wherever the limits allow it; similarities between
/// them are cosines by the exact form, the row of the taken one split as a query. All in fixed order: the same answer
/// on every machine.
/// </summary>
/// <remarks>
/// A dot product can have any size. To be weighed against a cosine, it counts as a share of the largest among the
/// candidates.
/// </remarks>
internal sealed class Diversifier
{
    private readonly ProductLikeness _likeness = new();

    private int[] _ordinals = [];
    private double[] _similarities = [];
    private double[] _nearest = [];
    private double[] _lengths = [];
    private int[] _groups = [];
    private int _candidates;

    private int[] _takenOrdinals = [];
    private double[] _takenSimilarities = [];

    /// <summary>Products taken by the last <see cref="Choose"/>.</summary>
    public int Count { get; private set; }

    public int Ordinal(int place) => _takenOrdinals[place];

    public double Similarity(int place) => _takenSimilarities[place];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Choose(SpaceView space, SearchContext context, int k, float min)
    {
        DiversityPlan plan = context.Diversity;
        SearchBudget budget = context.Budget;
        GroupLimitedTopK limited = context.Hits.Limited;
        Prepare(context, space.Model.Dimension, k, min);
        double lambda = 1 - plan.Penalty;
        if (space.Model.Form.IsDot)
        {
            lambda *= MeasureDots(space, context.Delta);
        }

        while (Count < k && _candidates > 0 && !(budget.IsLimited && Count > 0 && budget.IsLate()))
        {
            int best = Best(lambda, plan.Penalty);
            int ordinal = _ordinals[best];
            int group = _groups[best];
            _takenOrdinals[Count] = ordinal;
            _takenSimilarities[Count] = _similarities[best];
            Count++;
            Drop(best);
            if (group >= 0 && TakenOf(limited, group) == plan.MaxPerGroup)
            {
                DropGroup(group);
            }

            if (Count < k && _candidates > 0)
            {
                Compare(space, context.Delta, ordinal);
            }
        }
    }

    /// <summary>Offers the products of both lists, each once, down to a similarity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prepare(SearchContext context, int dimension, int k, float min)
    {
        TopK top = context.Hits.Top;
        GroupLimitedTopK limited = context.Hits.Limited;
        PreparedQuery query = context.Query;
        int limitedCount = limited.IsOn ? limited.Count : 0;
        Ensure(top.Count + limitedCount, k, dimension);
        Count = 0;
        _candidates = 0;
        int other = 0;
        for (int place = 0; place < top.Count && query.ToAnswer(top.Similarity(place)) >= min; place++)
        {
            // Both lists have one order: what is in both is met at once.
            for (; other < limitedCount && Precedes(limited, other, top, place); other++)
            {
                Offer(limited.Ordinal(other), limited.Similarity(other), limited.Group(other));
            }

            other += other < limitedCount && limited.Ordinal(other) == top.Ordinal(place) ? 1 : 0;
            Offer(top.Ordinal(place), top.Similarity(place), limited.IsOn ? limited.GroupOf(top.Ordinal(place)) : -1);
        }

        for (; other < limitedCount && query.ToAnswer(limited.Similarity(other)) >= min; other++)
        {
            Offer(limited.Ordinal(other), limited.Similarity(other), limited.Group(other));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Precedes(GroupLimitedTopK limited, int other, TopK top, int place) =>
        limited.Similarity(other) > top.Similarity(place)
        || (limited.Similarity(other) == top.Similarity(place) && limited.Ordinal(other) < top.Ordinal(place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Offer(int ordinal, double similarity, int group)
    {
        _ordinals[_candidates] = ordinal;
        _similarities[_candidates] = similarity;
        _groups[_candidates] = group;
        _nearest[_candidates] = double.NegativeInfinity;
        _lengths[_candidates] = 1;
        _candidates++;
    }

    /// <summary>
    /// Measures the lengths of the candidates; returns what their similarities are multiplied by to be shares.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double MeasureDots(SpaceView space, DeltaView delta)
    {
        double largest = 0;
        for (int i = 0; i < _candidates; i++)
        {
            _lengths[i] = _likeness.LengthOf(space, delta, _ordinals[i]);
            largest = Math.Max(largest, Math.Abs(_similarities[i]));
        }

        return largest > 0 ? 1 / largest : 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Best(double lambda, double penalty)
    {
        int best = -1;
        double highest = 0;
        for (int i = 0; i < _candidates; i++)
        {
            double score = lambda * _similarities[i];
            if (Count > 0)
            {
                score -= penalty * _nearest[i];
            }

            if (best < 0 || score > highest || (score == highest && _ordinals[i] < _ordinals[best]))
            {
                best = i;
                highest = score;
            }
        }

        return best;
    }

    /// <summary>How near each candidate is to the one that was just taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compare(SpaceView space, DeltaView delta, int taken)
    {
        _likeness.Take(space, delta, taken);
        for (int i = 0; i < _candidates; i++)
        {
            _nearest[i] = Math.Max(_nearest[i], _likeness.With(space, delta, _ordinals[i], _lengths[i]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int TakenOf(GroupLimitedTopK limited, int group)
    {
        int taken = 0;
        for (int place = 0; place < Count; place++)
        {
            taken += limited.GroupOf(_takenOrdinals[place]) == group ? 1 : 0;
        }

        return taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DropGroup(int group)
    {
        for (int i = _candidates - 1; i >= 0; i--)
        {
            if (_groups[i] == group)
            {
                Drop(i);
            }
        }
    }

    /// <summary>The last candidate takes the place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Drop(int place)
    {
        _candidates--;
        _ordinals[place] = _ordinals[_candidates];
        _similarities[place] = _similarities[_candidates];
        _nearest[place] = _nearest[_candidates];
        _lengths[place] = _lengths[_candidates];
        _groups[place] = _groups[_candidates];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Ensure(int candidates, int k, int dimension)
    {
        if (_ordinals.Length < candidates)
        {
            // Rounded up: how many the lists share differs from question to question.
            int length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)candidates);
            _ordinals = new int[length];
            _similarities = new double[length];
            _nearest = new double[length];
            _lengths = new double[length];
            _groups = new int[length];
        }

        if (_takenOrdinals.Length < k)
        {
            _takenOrdinals = new int[k];
            _takenSimilarities = new double[k];
        }

        _likeness.EnsureCapacity(dimension);
    }
}
