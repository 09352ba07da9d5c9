using System.Globalization;

namespace ProductSpace.RankerTrainer;

/// <summary>Settings of boosting.</summary>
/// <param name="Trees">Number of trees.</param>
/// <param name="Leaves">Maximum number of leaves of a tree.</param>
/// <param name="LearningRate">Share of each tree's answer that is added.</param>
/// <param name="MinCandidates">Minimum number of candidates in a leaf.</param>
internal sealed record RankerSettings(int Trees, int Leaves, double LearningRate, int MinCandidates)
{
    /// <summary>Settings that are tried, each with the numbers of trees of <see cref="TreeCounts"/>.</summary>
    public static IReadOnlyList<RankerSettings> Grid { get; } =
    [
        new(100, 8, 0.05, 100), new(100, 16, 0.05, 100), new(100, 31, 0.05, 100),
        new(100, 8, 0.1, 100), new(100, 16, 0.1, 100),
    ];

    /// <summary>Numbers of trees that are tried of each ensemble: its first ones.</summary>
    public static IReadOnlyList<int> TreeCounts { get; } = [20, 40, 60, 80, 100];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"lambdamart, {Trees} trees of {Leaves} leaves, rate {LearningRate}, {MinCandidates} candidates a leaf");
}
