using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// VMIS-kNN: V-SKNN by the last few views, the products of the neighbors weighted by their inverse frequency. Sessions
/// of more products than all but 0.5 % have are no neighbors.
/// </summary>
internal sealed record VmisKnnRecipe : IRecommenderRecipe
{
    /// <summary>Share of the sessions, by their number of products, that can be neighbors.</summary>
    private const double Share = 0.995;

    /// <summary>Number of sessions whose products are recommended (k).</summary>
    public int Neighbors { get; init; } = 100;

    /// <summary>Number of most recent sessions among which they are looked for (m).</summary>
    public int Sample { get; init; } = 500;

    /// <summary>Number of the last views that count.</summary>
    public int LastViews { get; init; } = 3;

    public string Name => "vmis-knn";

    public string Title => "VMIS-kNN";

    public string Source =>
        "Kersbergen, Sprangers and Schelter, Serenade: Low-Latency Session-Based Recommendation, SIGMOD 2022";

    public string Settings =>
        FormattableString.Invariant($"neighbors {Neighbors}, sample {Sample}, last {LastViews} views");

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Neighbors = 50, LastViews = 2 },
        this with { Neighbors = 500, Sample = 1500 },
        this with { Neighbors = 288, Sample = 1502, LastViews = 4 },
        this with { Neighbors = 1500, Sample = 2500, LastViews = 4 },
        this with { Neighbors = 500, Sample = 5000, LastViews = 8 },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        NeighborSettings settings = new()
        {
            Neighbors = Neighbors,
            Sample = Sample,
            LastViews = LastViews,
            Similarity = new ViewDecay(StepWeighting.Div),
            Score = new ViewDecay(StepWeighting.Linear),
        };
        NeighborIndex index = new(sessions, MaxProducts(sessions), context);
        long[] counts = new long[index.ProductCount];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = index.Sessions(i).Length;
        }

        return new NeighborRecommender(index, settings, ProductWeights.Logs(index.ViewCount, counts));
    }

    private static int MaxProducts(SessionSet sessions)
    {
        int[] counts = NeighborIndex.CountDistinct(sessions);
        Array.Sort(counts);
        return counts.Length == 0 ? 0 : counts[(int)Math.Round((counts.Length - 1) * Share)];
    }
}
