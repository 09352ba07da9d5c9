using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Linear;

/// <summary>Logs by seed of which it is known what a model can find in them.</summary>
internal static class MadeLogs
{
    /// <summary>
    /// Products in groups of equal size, product p in group p / size: all views of a session are of one group, drawn by
    /// a power law within it.
    /// </summary>
    public static SessionSet Groups(int seed, int groups, int size, int sessions)
    {
        Random random = new(seed);
        return SessionSet.From(groups * size, [.. Enumerable.Range(0, sessions).Select(_ =>
        {
            int group = random.Next(groups);
            return Enumerable.Range(0, random.Next(3, 8)).Select(_ => (group * size) + PowerLaw(random, size)).ToArray();
        })]);
    }

    /// <summary>Views drawn by a power law, whatever was viewed before: popularity is the best that can be done.</summary>
    public static SessionSet Unrelated(int seed, int products, int sessions)
    {
        Random random = new(seed);
        return SessionSet.From(products, [.. Enumerable.Range(0, sessions).Select(_ =>
            Enumerable.Range(0, random.Next(3, 8)).Select(_ => PowerLaw(random, products)).ToArray())]);
    }

    /// <summary>
    /// A shop: popular products and popular groups by a power law; a session moves on to near products of its group,
    /// at times to another group.
    /// </summary>
    public static SessionSet Shop(int seed, int products, int sessions, int groupSize = 40, int longest = 10)
    {
        Random random = new(seed);
        int groups = products / groupSize;
        int[] starts = new int[sessions + 1];
        List<int> views = [];
        for (int s = 0; s < sessions; s++)
        {
            int group = PowerLaw(random, groups);
            int at = PowerLaw(random, groupSize);
            int length = 2 + (int)((longest - 1) * Math.Pow(random.NextDouble(), 1.6));
            for (int i = 0; i < length; i++)
            {
                views.Add((group * groupSize) + at);
                at = random.Next(3) == 0 ? PowerLaw(random, groupSize) : (at + random.Next(5)) % groupSize;
                group = random.Next(12) == 0 ? PowerLaw(random, groups) : group;
            }

            starts[s + 1] = views.Count;
        }

        return new SessionSet(products, [.. views], starts);
    }

    private static int PowerLaw(Random random, int count) =>
        (int)Math.Min(count - 1, Math.Pow(count + 1.0, random.NextDouble()) - 1);
}
