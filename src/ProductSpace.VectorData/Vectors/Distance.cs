using Microsoft.Extensions.VectorData;
using System.Numerics.Tensors;
using ProductSpace.VectorData.Records;

namespace ProductSpace.VectorData.Vectors;

/// <summary>
/// A distance function of the abstractions. Inside, vectors are ranked by a closeness that is larger for nearer ones;
/// the score that callers see is made of it.
/// </summary>
internal sealed class Distance
{
    private delegate float Closeness(ReadOnlySpan<float> query, ReadOnlySpan<float> vector);

    private static readonly Dictionary<string, Distance> s_all = new Distance[]
    {
        new(DistanceFunction.CosineSimilarity, IndexForm.Cosine, Cosine, static closeness => closeness, isRising: true),
        new(DistanceFunction.CosineDistance, IndexForm.Cosine, Cosine, static closeness => 1 - closeness),
        new(DistanceFunction.DotProductSimilarity, IndexForm.Dot, Dot, static closeness => closeness, isRising: true),
        new(DistanceFunction.NegativeDotProductSimilarity, IndexForm.Dot, Dot, static closeness => -closeness),
        new(DistanceFunction.EuclideanDistance, IndexForm.None, Euclidean, static closeness => Math.Sqrt(-closeness)),
        new(DistanceFunction.EuclideanSquaredDistance, IndexForm.None, Euclidean, static closeness => -closeness),
        new(DistanceFunction.ManhattanDistance, IndexForm.None, Manhattan, static closeness => -closeness),
        new(DistanceFunction.HammingDistance, IndexForm.None, Hamming, static closeness => -closeness),
    }.ToDictionary(distance => distance.Name, StringComparer.Ordinal);

    private readonly Closeness _closeness;
    private readonly Func<double, double> _score;

    private Distance(
        string name, IndexForm form, Closeness closeness, Func<double, double> score, bool isRising = false)
    {
        Name = name;
        Form = form;
        IsRising = isRising;
        _closeness = closeness;
        _score = score;
    }

    public string Name { get; }

    /// <summary>The form of index that ranks by this distance; None for those that compare every vector.</summary>
    public IndexForm Form { get; }

    /// <summary>Whether a larger score is nearer.</summary>
    public bool IsRising { get; }

    /// <summary>Returns the distance of a name; cosine similarity without one.</summary>
    /// <exception cref="NotSupportedException">There is none of the name.</exception>
    public static Distance Of(string? name, string property) =>
        s_all.TryGetValue(name ?? DistanceFunction.CosineSimilarity, out Distance? distance)
            ? distance
            : throw new NotSupportedException(
                $"vector property '{property}' has distance function '{name}'; there are "
                + string.Join(", ", s_all.Keys));

    /// <summary>How close two vectors of one dimension are; larger is nearer.</summary>
    public float Compare(ReadOnlySpan<float> query, ReadOnlySpan<float> vector) => _closeness(query, vector);

    /// <summary>The score of a closeness, as the abstractions define it.</summary>
    public double Score(float closeness) => _score(closeness);

    /// <summary>Whether a score is within a threshold.</summary>
    public bool IsWithin(double score, double threshold) => IsRising ? score >= threshold : score <= threshold;

    private static float Cosine(ReadOnlySpan<float> query, ReadOnlySpan<float> vector) =>
        TensorPrimitives.CosineSimilarity(query, vector);

    private static float Dot(ReadOnlySpan<float> query, ReadOnlySpan<float> vector) =>
        TensorPrimitives.Dot(query, vector);

    private static float Euclidean(ReadOnlySpan<float> query, ReadOnlySpan<float> vector)
    {
        float distance = TensorPrimitives.Distance(query, vector);
        return -(distance * distance);
    }

    private static float Manhattan(ReadOnlySpan<float> query, ReadOnlySpan<float> vector)
    {
        float sum = 0;
        for (int i = 0; i < query.Length; i++)
        {
            sum += Math.Abs(query[i] - vector[i]);
        }

        return -sum;
    }

    private static float Hamming(ReadOnlySpan<float> query, ReadOnlySpan<float> vector)
    {
        int different = 0;
        for (int i = 0; i < query.Length; i++)
        {
            different += query[i] == vector[i] ? 0 : 1;
        }

        return -different;
    }
}
