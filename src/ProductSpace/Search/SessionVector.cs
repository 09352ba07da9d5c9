using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>Fills the query of a context: a caller's vector, or the session vector of viewed products.</summary>
internal static class SessionVector
{
    /// <summary>Takes a vector as it is; false where it is zero or not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool FromVector(SpaceModel model, ReadOnlySpan<float> vector, SearchContext context)
    {
        context.Query.EnsureCapacity(model.Dimension);
        Span<double> unit = context.Query.Unit.AsSpan(0, model.Dimension);
        unit[vector.Length..].Clear();
        UnitVector.Widen(vector, unit);

        return context.Query.Prepare(model) > 0;
    }

    /// <summary>
    /// Takes the weighted mean of the IN vectors of viewed products (ordinals, oldest first), each of length 1 under
    /// cosine and as it was given under the dot product, to be asked against <paramref name="target"/>. Without
    /// weights, a view counts <paramref name="decay"/> times the one after it. False where nothing is left of it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool FromViews(
        SpaceView similar,
        SpaceModel target,
        ReadOnlySpan<int> viewed,
        ReadOnlySpan<float> weights,
        double decay,
        SearchContext context)
    {
        int dimension = target.Dimension;
        context.Query.EnsureCapacity(dimension);
        context.Views.EnsureDimension(dimension);
        DeltaView delta = context.Delta.In(0);
        Span<double> unit = context.Query.Unit.AsSpan(0, dimension);
        Span<double> vector = context.Views.Vector.AsSpan(0, dimension);
        unit.Clear();
        double weight = 1;
        double total = 0;
        for (int i = viewed.Length - 1; i >= 0; i--)
        {
            delta.Decode(similar, viewed[i], vector);
            double factor = weights.IsEmpty ? weight : weights[i];
            UnitVector.AddScaled(vector, factor, unit);

            total += Math.Abs(factor);
            weight *= decay;
        }

        // Whatever a forged file says: the extra number of a query is 0.
        unit[target.GivenDimension..].Clear();
        SpaceModel.Reframe(similar.Model, target, unit);
        return context.Query.Prepare(target, similar.Model.Form.Unit / total, isInFrame: true) > 0;
    }

    /// <summary>Returns the vector of a session that was taken, as it would be given: rotated by no space.</summary>
    public static float[] ToGiven(SpaceModel model, SearchContext context)
    {
        double[] vector = context.Query.Unit.AsSpan(0, model.Dimension).ToArray();
        model.ToGiven(vector);
        return Array.ConvertAll(vector[..model.GivenDimension], number => (float)number);
    }
}
