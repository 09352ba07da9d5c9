using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Building;

/// <summary>
/// Chooses how many numbers the short codes of a space have: as many as were asked for; else 128 or 256, the fewest
/// that lead to the nearest products (<see cref="NavigationProbe"/>), where vectors are long enough and short codes
/// take at most half of their lines. Vectors whose first numbers hold the order, as those of Matryoshka models do, need
/// no case of their own: the axes along which they vary most lie in these numbers.
/// </summary>
internal static class NavigationChoice
{
    /// <summary>Numbers of a vector from which on short codes are tried.</summary>
    private const int LeastNumbers = 256;

    private static readonly int[] Tried = [128, 256];

    /// <summary>Makes short codes; null where none lead to the nearest products.</summary>
    public static NavigationBuild? Make(
        CodeRows codes,
        SpaceModel model,
        Action<int, Span<double>> read,
        BuildOptions options,
        ParallelContext context)
    {
        int dimension = model.Dimension;
        if (options.NavigateDimensions is null && dimension < LeastNumbers)
        {
            return null;
        }

        PrincipalAxes axes = new(codes, dimension);
        foreach (int count in options.NavigateDimensions is int asked ? [asked] : Tried)
        {
            if (options.NavigateDimensions is null && 2 * CodeRows.StrideFor(count) > codes.Stride)
            {
                return null;
            }

            float[][] principal = axes.Find(count, options.Seed, context);
            NavigationBuild made =
                NavigationBuild.Make(codes, dimension, model.Step, principal, count, options.Seed, context);
            CodeRows walked = new(made.Codes.View, codes.Count, made.Navigation.Stride);
            NavigationProbe probe = NavigationProbe.Measure(codes, model.With(made.Navigation), walked, read, context);
            if (options.NavigateDimensions is not null || probe.IsEnough)
            {
                made.SetDepths(probe.Depth, probe.DepthOfFurther);
                return made;
            }

            made.Dispose();
        }

        return null;
    }
}
