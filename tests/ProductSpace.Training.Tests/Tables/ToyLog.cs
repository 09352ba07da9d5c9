namespace ProductSpace.Training.Tests.Tables;

/// <summary>Sessions by seed: groups of products that are viewed one after the other, popular ones more often.</summary>
internal static class ToyLog
{
    public static int[][] Sessions(int seed, int products, int sessions, int groupSize = 20)
    {
        Random random = new(seed);
        int[][] log = new int[sessions][];
        for (int s = 0; s < sessions; s++)
        {
            int group = (int)(products / groupSize * Math.Pow(random.NextDouble(), 1.5));
            int at = random.Next(groupSize);
            log[s] = new int[random.Next(1, 9)];
            for (int i = 0; i < log[s].Length; i++)
            {
                // Mostly a step on within the group, now and then anything.
                at = random.Next(4) == 0 ? random.Next(groupSize) : (at + random.Next(3)) % groupSize;
                log[s][i] = random.Next(10) == 0 ? random.Next(products) : (group * groupSize) + at;
            }
        }

        return log;
    }

    public static SessionSet Set(int products, int[][] sessions) => SessionSet.From(products, sessions);
}
