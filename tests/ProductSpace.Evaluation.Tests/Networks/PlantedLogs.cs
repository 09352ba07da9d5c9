using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>Logs with one thing to find in them, and no other.</summary>
internal static class PlantedLogs
{
    /// <summary>
    /// The next product is a function of the last two in their order; given the last one alone, or both without their order,
    /// it may be many.
    /// </summary>
    public static SessionSet OrderMatters(int sessions, int products, int seed)
    {
        Random rules = new(1);
        int[] next = [.. Enumerable.Range(0, products * products).Select(_ => rules.Next(products))];
        Random random = new(seed);
        int[][] log = new int[sessions][];
        for (int i = 0; i < sessions; i++)
        {
            log[i] = new int[8];
            for (int j = 0; j < log[i].Length; j++)
            {
                log[i][j] = j < 2 || random.NextDouble() < .05
                    ? random.Next(products)
                    : next[(log[i][j - 2] * products) + log[i][j - 1]];
            }
        }

        return SessionSet.From(products, log);
    }

    /// <summary>Sessions of four views within one of many small groups, in any order: nothing that counting does not see.</summary>
    public static SessionSet Clusters(int sessions, int groups, int groupSize, int seed)
    {
        Random random = new(seed);
        int[][] log = new int[sessions][];
        for (int i = 0; i < sessions; i++)
        {
            int group = random.Next(groups);
            log[i] = [.. Enumerable.Range(0, 4).Select(_ => (group * groupSize) + random.Next(groupSize))];
        }

        return SessionSet.From(groups * groupSize, log);
    }

    /// <summary>
    /// Shoppers who come back, each with a taste for one of ten groups of products. Each session begins at one of four front
    /// pages, which tell nothing, and goes on in the taste's group.
    /// </summary>
    /// <param name="rounds">Number of sessions of each shopper.</param>
    /// <param name="users">Number of shoppers; their tastes do not depend on the seed.</param>
    /// <param name="seed">Seed of the sessions.</param>
    public static SessionSet Tastes(int rounds, int users, int seed)
    {
        const int Pages = 4, Groups = 10, GroupSize = 5;
        Random random = new(seed);
        List<int> products = [];
        List<int> starts = [0];
        List<int> shoppers = [];
        for (int round = 0; round < rounds; round++)
        {
            for (int user = 0; user < users; user++)
            {
                products.Add(random.Next(Pages));
                for (int i = 0; i < 3; i++)
                {
                    products.Add(Pages + (user * 7 % Groups * GroupSize) + random.Next(GroupSize));
                }

                starts.Add(products.Count);
                shoppers.Add(user);
            }
        }

        return new SessionSet(Pages + (Groups * GroupSize), [.. products], [.. starts], users: [.. shoppers]);
    }
}
