using System.Globalization;
using ProductSpace.Cli.Measuring;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Comparing;

/// <summary>
/// Compares a snapshot with the embedding file that it was built from: every vector, and the nearest of some products.
/// </summary>
internal sealed record VectorComparison(string Path, int Products, double LargestDifference, int Asked, int Agreed)
{
    private const int Queries = 20;
    private const int K = 10;
    private const int ProductsBetweenReports = 1 << 10;

    /// <summary>What a float32 number of the answer, and float32 sums beside it, may round.</summary>
    private const double FloatRounding = 4e-7;

    /// <summary>What the rounded exact form may move a similarity by, see decisions/codes.</summary>
    private const double RoundedForm = 4e-4;

    /// <exception cref="BuildInputException">A vector is not that of the file, or an answer misses a nearer
    /// product.</exception>
    public static VectorComparison Run(
        ProductIndex index,
        Float64Judge judge,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        double largest = 0;
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ordinal % ProductsBetweenReports == 0)
            {
                progress?.Report(new BuildProgress("comparing the vectors", ordinal, index.Count));
            }

            largest = Math.Max(largest, DifferenceOf(index, judge, ordinal));
        }

        progress?.Report(new BuildProgress("comparing the vectors", index.Count, index.Count));
        int asked = Math.Min(Queries, index.Count);
        StepCount answers = new(progress, "comparing the answers", asked);
        int agreed = 0;
        for (int i = 0; i < asked; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            agreed += Agrees(index, judge, (int)((long)i * index.Count / asked)) ? 1 : 0;
            answers.Add();
        }

        return new VectorComparison(judge.Path, index.Count, largest, asked, agreed);
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Path}: the vectors of {Products:N0} products agree, largest difference of a number "
            + $"{LargestDifference:E1}; the {K} nearest of {Agreed} of {Asked} products are those of float64");

    /// <summary>Largest difference of a number of the unit vector.</summary>
    private static double DifferenceOf(ProductIndex index, Float64Judge judge, int ordinal)
    {
        float[] held = new float[index.Dimension];
        float length = index.GetVector(ordinal, held);
        ReadOnlySpan<float> given = judge.Row(ordinal);
        double square = 0;
        double most = 0;
        foreach (float value in given)
        {
            square += (double)value * value;
            most = Math.Max(most, Math.Abs((double)value));
        }

        double norm = Math.Sqrt(square);
        SpaceModel model = index.ViewOf(Space.Similar).Model;
        double allowed = model.ExactForm switch
        {
            ExactForm.Given => 0,
            ExactForm.Residual => Math.Sqrt(model.Dimension) * ResidualRows.UnitOf(model),
            _ => most / norm * 0.5 / short.MaxValue,
        };
        allowed += FloatRounding * Math.Max(most / norm, model.Rotation.Rounding / FloatRounding);
        double largest = 0;
        for (int i = 0; i < held.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(held[i] - (given[i] / norm)));
        }

        if (!(largest <= allowed) || !(Math.Abs(length - norm) <= FloatRounding * norm || float.IsInfinity(length)))
        {
            throw new BuildInputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{index.Info.Path}: product '{index.GetProductId(ordinal)}' has another vector than {judge.Path} "
                    + $"(a number differs by {largest:E1}, lengths {length} and {norm:G7}); build again from it"));
        }

        return largest;
    }

    private static bool Agrees(ProductIndex index, Float64Judge judge, int ordinal)
    {
        float[] query = judge.Row(ordinal).ToArray();
        double[] asked = Array.ConvertAll(query, value => (double)value);
        Neighbor[] hits = new Neighbor[Math.Min(K, index.Count)];
        index.SearchExact(query, hits, new SearchOptions { Space = Space.Similar });
        double least = judge.Least(asked, hits.Length, []);
        double last = hits.Min(hit => judge.Similarity(hit.Ordinal, asked));
        if (last < least - (index.Info.KeepsGivenVectors ? 0 : RoundedForm))
        {
            throw new BuildInputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{index.Info.Path}: the {K} nearest of product '{index.GetProductId(ordinal)}' hold one at "
                    + $"{last:F7}, where {judge.Path} has the last at {least:F7}; build again from it"));
        }

        return last >= least;
    }
}
