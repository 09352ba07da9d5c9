namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>The numbers of one lane in a matrix [features x lanes].</summary>
internal static class LaneColumn
{
    /// <summary>Sets a lane to zeros.</summary>
    public static void Clear<T>(Span<T> values, int lane, int lanes)
    {
        for (int i = lane; i < values.Length; i += lanes)
        {
            values[i] = default!;
        }
    }

    /// <summary>Copies a lane between matrices of one shape.</summary>
    public static void Copy<T>(ReadOnlySpan<T> source, Span<T> target, int lane, int lanes)
    {
        for (int i = lane; i < target.Length; i += lanes)
        {
            target[i] = source[i];
        }
    }
}
