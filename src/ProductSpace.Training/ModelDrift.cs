using ProductSpace.Training.Drift;
using ProductSpace.Training.Models;

namespace ProductSpace.Training;

/// <summary>Compares a model with an earlier one, for example before the new one is published.</summary>
public static class ModelDrift
{
    /// <summary>
    /// Number of products beyond which the rotation, of dimension squared numbers, becomes no better.
    /// </summary>
    private const int MaxFitted = 100_000;

    private const int MaxCandidates = 50_000;
    private const int MaxSampled = 200;

    /// <summary>
    /// Compares two models, whose dimensions may differ. Equal models and seeds give equal reports on one machine.
    /// </summary>
    /// <param name="before">Old model.</param>
    /// <param name="after">New model.</param>
    /// <param name="seed">Seed of the choice of the products whose neighbors are compared.</param>
    /// <param name="progress">Told how far each step is, in products; null for nobody.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <exception cref="TrainingInputException">The models have no product in common.</exception>
    public static DriftReport Compare(
        EmbeddingModel before,
        EmbeddingModel after,
        ulong seed = 1,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Compare(before.Content, after.Content, seed, progress, cancellationToken);
    }

    private static DriftReport Compare(
        ModelContent before,
        ModelContent after,
        ulong seed,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        CommonProducts common = CommonProducts.Of(before, after);
        if (common.Count == 0)
        {
            throw new TrainingInputException(
                "the two models have no product in common; compare models of the same shop");
        }

        int dimension = Math.Max(before.Dimension, after.Dimension);
        AlignedPair input = new(before, after, Space.Similar, common, dimension, cancellationToken);
        bool next = before.HasNext && after.HasNext;
        int fitted = Math.Min(common.Count, MaxFitted);
        Rotation rotation = Rotation.Fit(
            input, fitted, dimension, Step("fitting the rotation", fitted), cancellationToken);
        NeighborOverlap overlap = new(common, Math.Min(common.Count, MaxCandidates), MaxSampled, seed);
        Action<int>? comparing = Step("comparing the vectors", common.Count);
        Action<int>? comparingNext = Step("comparing the OUT vectors", common.Count);
        Action<int>? neighbors = Step("comparing the neighbors", 2 * overlap.Candidates);
        Action<int>? neighborsNext = Step("comparing the next products", 2 * overlap.Candidates);
        return new DriftReport
        {
            CommonProducts = common.Count,
            NewProducts = after.ProductCount - common.Count,
            VanishedProducts = before.ProductCount - common.Count,
            FittedProducts = fitted,
            MeanCosine = rotation.MeanCosine(input, common.Count, comparing, cancellationToken),
            MeanCosineNext = next
                ? rotation.MeanCosine(
                    new AlignedPair(before, after, Space.Next, common, dimension, cancellationToken),
                    common.Count,
                    comparingNext,
                    cancellationToken)
                : null,
            ChanceCosine = Rotation.ChanceCosine(dimension, fitted),
            SampledProducts = overlap.Sampled,
            NeighborCandidates = overlap.Candidates,
            NeighborsKept = overlap.Kept(before, after, Space.Similar, neighbors, cancellationToken),
            NeighborsKeptNext = next
                ? overlap.Kept(before, after, Space.Next, neighborsNext, cancellationToken)
                : null,
        };

        Action<int>? Step(string stage, int total) => progress is null
            ? null
            : done => progress.Report(new BuildProgress(stage, done, total));
    }
}
