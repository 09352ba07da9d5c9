namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>
/// A shop with a sub-structure: categories of groups of products. A visit keeps to one group, looks around in its category
/// now and then, seldom elsewhere; popular products come more often.
/// </summary>
internal sealed record PlantedShop
{
    public int Categories { get; init; } = 10;

    public int GroupsPerCategory { get; init; } = 5;

    public int ProductsPerGroup { get; init; } = 10;

    /// <summary>Share of the views outside of the group but in its category.</summary>
    public double CategoryShare { get; init; } = 0.3;

    /// <summary>Share of the views anywhere.</summary>
    public double AnywhereShare { get; init; } = 0.1;

    /// <summary>Views of a session.</summary>
    public int Length { get; init; } = 6;

    public int Products => Categories * GroupsPerCategory * ProductsPerGroup;

    public int CategoryOf(int product) => product / (GroupsPerCategory * ProductsPerGroup);

    public int GroupOf(int product) => product / ProductsPerGroup;

    public int[][] Sessions(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Session(random))];
    }

    public int[] Session(Random random)
    {
        int group = random.Next(Categories * GroupsPerCategory);
        List<int> views = [];
        while (views.Count < Length)
        {
            double where = random.NextDouble();
            int next = where < AnywhereShare ? random.Next(Products)
                : where < AnywhereShare + CategoryShare ? Within(random, group / GroupsPerCategory * GroupsPerCategory * ProductsPerGroup, GroupsPerCategory * ProductsPerGroup)
                : Within(random, group * ProductsPerGroup, ProductsPerGroup);
            if (views.Count == 0 || views[^1] != next)
            {
                views.Add(next);
            }
        }

        return [.. views];
    }

    /// <summary>The first of a run are viewed more often.</summary>
    private static int Within(Random random, int first, int count) => first + Math.Min(random.Next(count), random.Next(count));
}
