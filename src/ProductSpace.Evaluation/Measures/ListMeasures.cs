using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Measures;

/// <summary>
/// Measures of the lists themselves, whatever was viewed next: popularity, novelty, the distance of categories within a
/// list, and the age of its products. Each is a mean over the lists of the mean within a list.
/// </summary>
internal sealed class ListMeasures
{
    private readonly int[] _cuts;
    private readonly RunningMean[] _popularity;
    private readonly RunningMean[] _novelty;
    private readonly RunningMean[] _distance;
    private readonly RunningMean[] _age;

    /// <param name="cuts">Lengths N of the lists, ascending.</param>
    public ListMeasures(int[] cuts)
    {
        _cuts = cuts;
        _popularity = new RunningMean[cuts.Length];
        _novelty = new RunningMean[cuts.Length];
        _distance = new RunningMean[cuts.Length];
        _age = new RunningMean[cuts.Length];
    }

    /// <summary>Mean share of training views of the products, at each cut; null without lists.</summary>
    public double? Popularity(int cut) => _popularity[cut].Value;

    /// <summary>Mean -log2 of these shares.</summary>
    public double? Novelty(int cut) => _novelty[cut].Value;

    /// <summary>Mean distance of the categories of two products of a list; null where they are unknown.</summary>
    public double? Distance(int cut) => _distance[cut].Value;

    /// <summary>Mean days since the first training view of a product; null if times are no clock.</summary>
    public double? AgeDays(int cut) => _age[cut].Value;

    /// <summary>Adds the lists of one model in one mode.</summary>
    public void Add(RecommenderResult result, RepeatMode mode, SplitPart part, TrainingFacts facts)
    {
        ReadOnlySpan<int> sessions = result[mode].Sessions;
        for (int prediction = 0; prediction < result.Count; prediction++)
        {
            ReadOnlySpan<long> times = part.Test.Times(sessions[prediction]);
            Add(
                result.Lists[mode, prediction],
                times.IsEmpty ? null : times[result.Positions[prediction] - 1],
                facts);
        }
    }

    private void Add(ReadOnlySpan<int> list, long? now, TrainingFacts facts)
    {
        double share = 0, novelty = 0, age = 0, distance = 0;
        int pairs = 0, cut = 0;
        for (int i = 0; i < list.Length; i++)
        {
            share += facts.Shares[list[i]];
            novelty += facts.Novelties[list[i]];
            age += now is long time ? facts.AgeDays(list[i], time) : 0;
            for (int j = 0; j < i && facts.Categories.AreKnown; j++)
            {
                if (facts.Categories.Distance(list[i], list[j]) is double between)
                {
                    distance += between;
                    pairs++;
                }
            }

            // A list that ends before a cut counts at it with what it has.
            while (cut < _cuts.Length && (i + 1 == _cuts[cut] || i + 1 == list.Length))
            {
                int length = i + 1;
                _popularity[cut].Add(share / length);
                _novelty[cut].Add(novelty / length);
                if (now is not null)
                {
                    _age[cut].Add(age / length);
                }

                if (pairs > 0)
                {
                    _distance[cut].Add(distance / pairs);
                }

                cut++;
            }
        }
    }
}
