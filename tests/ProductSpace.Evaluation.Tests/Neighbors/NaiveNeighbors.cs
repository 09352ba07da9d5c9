using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Neighbors;

/// <summary>Nearest-neighbor models of sessions by sorting all sessions, with the weights as published: slow and plain.</summary>
internal sealed class NaiveNeighbors(SessionSet sessions)
{
    public required int Neighbors { get; init; }

    public required int Sample { get; init; }

    public int LastViews { get; init; } = int.MaxValue;

    public int MaxProducts { get; init; } = int.MaxValue;

    /// <summary>Weight of a view by its place, from 1, and the length of the session.</summary>
    public required Func<int, int, double> View { get; init; }

    /// <summary>Weight of a neighbor by the number of steps back to the latest view that it shares, from 1.</summary>
    public required Func<int, double> Step { get; init; }

    public bool Cosine { get; init; }

    public double Days { get; init; }

    public double Distance { get; init; }

    public required Func<int, double> Product { get; init; }

    /// <summary>Returns the scores of the products that are recommended, the highest being 1.</summary>
    public SortedDictionary<int, double> Score(int[] viewed)
    {
        int[] views = [.. viewed.Where(product => product < sessions.ProductCount).TakeLast(LastViews)];
        Dictionary<int, double> weights = [];
        for (int i = 0; i < views.Length; i++)
        {
            weights[views[i]] = View(i + 1, views.Length);
        }

        (int Session, double Similarity)[] neighbors =
        [
            .. Enumerable.Range(0, sessions.Count)
                .Where(session => Known(session).Distinct().Count() <= MaxProducts && Known(session).Intersect(views).Any())
                .OrderByDescending(Time).ThenByDescending(session => session)
                .Take(Sample)
                .Select(session => (session, Similarity: Similarity(session, weights)))
                .Where(pair => pair.Similarity > 0)
                .OrderByDescending(pair => (float)pair.Similarity)
                .Take(Neighbors),
        ];
        SortedDictionary<int, double> scores = [];
        foreach ((int session, double similarity) in neighbors)
        {
            int[] known = Known(session);
            int step = 1 + views.Reverse().ToList().FindIndex(known.Contains);
            int star = Array.FindLastIndex(known, product => views.Contains(product));
            foreach (int product in known.Distinct())
            {
                double near = Distance > 0 ? Math.Exp(-Math.Abs(Array.LastIndexOf(known, product) - star) / Distance) : 1;
                scores[product] = scores.GetValueOrDefault(product) + (similarity * Step(step) * near * Product(product));
            }
        }

        double highest = scores.Count == 0 ? 1 : scores.Values.Max();
        return new SortedDictionary<int, double>(scores.Where(pair => pair.Value > 0).ToDictionary(pair => pair.Key, pair => pair.Value / highest));
    }

    private int[] Known(int session) => [.. sessions.Products(session).ToArray().Where(product => product < sessions.ProductCount)];

    private double Time(int session) => !sessions.HasTimes ? session : sessions.Times(session) is [.., long last] ? last : 0;

    private double Similarity(int session, Dictionary<int, double> weights)
    {
        double shared = Known(session).Distinct().Intersect(weights.Keys).Sum(product => weights[product]);
        double length = Cosine
            ? Math.Sqrt(weights.Values.Sum(weight => weight * weight)) * Math.Sqrt(Known(session).Distinct().Count())
            : weights.Count;
        double age = sessions.HasTimes
            ? (Enumerable.Range(0, sessions.Count).Max(Time) - Time(session)) / 86_400e6
            : 30.0 * (sessions.Count - session) / sessions.Count;
        return shared / length * (Days > 0 ? Math.Exp(-age / Days) : 1);
    }
}
