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
/// them are those of the exact form, the row of the taken one split as a query. All in fixed order: the same answer on
/// every machine.
/// </summary>
internal sealed class Diversifier
{
    private int[] _ordinals = [];
    private double[] _similarities = [];
    private double[] _nearest = [];
    private int[] _groups = [];
    private int _candidates;

    private int[] _takenOrdinals = [];
    private double[] _takenSimilarities = [];

    private readonly ExactQuery _query = new();

    /// <summary>Products taken by the last <see cref="Choose"/>.</summary>
    public int Count { get; private set; }

    public int Ordinal(int place) => _takenOrdinals[place];

    public double Similarity(int place) => _takenSimilarities[place];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Choose(
        SpaceView space,
        DeltaView delta,
        HitCollector hits,
        in DiversityPlan plan,
        int k,
        float min,
        SearchBudget budget)
    {
        GroupLimitedTopK limited = hits.Limited;
        Prepare(hits.Top, limited, space.Model.Dimension, k, min);
        double lambda = 1 - plan.Penalty;
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
                Compare(space, delta, ordinal);
            }
        }
    }

    /// <summary>Offers the products of both lists, each once, down to a similarity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prepare(TopK top, GroupLimitedTopK limited, int dimension, int k, float min)
    {
        int limitedCount = limited.IsOn ? limited.Count : 0;
        Ensure(top.Count + limitedCount, k, dimension);
        Count = 0;
        _candidates = 0;
        int other = 0;
        for (int place = 0; place < top.Count && (float)top.Similarity(place) >= min; place++)
        {
            // Both lists have one order: what is in both is met at once.
            for (; other < limitedCount && Precedes(limited, other, top, place); other++)
            {
                Offer(limited.Ordinal(other), limited.Similarity(other), limited.Group(other));
            }

            other += other < limitedCount && limited.Ordinal(other) == top.Ordinal(place) ? 1 : 0;
            Offer(top.Ordinal(place), top.Similarity(place), limited.IsOn ? limited.GroupOf(top.Ordinal(place)) : -1);
        }

        for (; other < limitedCount && (float)limited.Similarity(other) >= min; other++)
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
        _candidates++;
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
        int dimension = space.Model.Dimension;
        delta.Decode(space, taken, _query.Unit);
        _query.Split(dimension);
        for (int i = 0; i < _candidates; i++)
        {
            _nearest[i] = Math.Max(_nearest[i], delta.Similarity(space, _ordinals[i], _query));
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
            _groups = new int[length];
        }

        if (_takenOrdinals.Length < k)
        {
            _takenOrdinals = new int[k];
            _takenSimilarities = new double[k];
        }

        _query.EnsureCapacity(dimension);
    }
}
