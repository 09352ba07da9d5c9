using System.Runtime.CompilerServices;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Delta;

/// <summary>
/// View of a delta in one space for one search: its first <paramref name="Versions"/> versions, whatever is written
/// meanwhile. The default means no delta.
/// </summary>
/// <param name="Log">The log; null without a delta.</param>
/// <param name="Versions">Number of visible versions; above 0 if there is a delta.</param>
/// <param name="Space">Number of the space.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly record struct DeltaView(DeltaLog? Log, int Versions, int Space)
{
    public bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Log is not null;
    }

    /// <summary>Number of base products that are gone.</summary>
    public int Gone => Log is null ? 0 : Log.GoneAt(Versions);

    /// <summary>Number of living rows, products with their own vectors.</summary>
    public int Living => Log is null ? 0 : Log.LivingAt(Versions);

    /// <summary>Computes the similarity of a product of base or delta by the exact form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Similarity(SpaceView space, int ordinal, ExactQuery query) =>
        Log is null || ordinal < space.Count
            ? space.Exact.Similarity(space.ToSlot(ordinal), query)
            : Log.Rows(Space).Similarity(Log.RowOf(ordinal), query);

    /// <summary>Decodes the unit vector of a product of base or delta, rounded to float32.</summary>
    public void Decode(SpaceView space, int ordinal, Span<float> vector)
    {
        if (Log is null || ordinal < space.Count)
        {
            space.Exact.Decode(space.ToSlot(ordinal), vector);
        }
        else
        {
            Log.Rows(Space).Decode(Log.RowOf(ordinal), vector);
        }
    }

    /// <summary>
    /// Decodes the row of a product of base or delta: of length 1 under cosine, the vector over the radius under the
    /// dot product.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decode(SpaceView space, int ordinal, Span<double> vector)
    {
        if (Log is null || ordinal < space.Count)
        {
            space.Exact.Decode(space.ToSlot(ordinal), vector);
        }
        else
        {
            Log.Rows(Space).Decode(Log.RowOf(ordinal), vector);
        }
    }

    /// <summary>Returns a view of these versions in another space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeltaView In(int space) => this with { Space = space };

    /// <summary>Finds the current ordinal of a product; -1 if it is gone or the ordinal is invalid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Current(int ordinal, int count) =>
        Log is not null ? Log.CurrentOf(ordinal, Versions) : (uint)ordinal < (uint)count ? ordinal : -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GroupOf(GroupColumn column, int ordinal) =>
        Log is null ? column.GroupOf(ordinal) : Log.GroupOf(column, ordinal, Versions);
}
