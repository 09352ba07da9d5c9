using System.Runtime.CompilerServices;
using ProductSpace.Snapshot;

namespace ProductSpace.Delta;

/// <summary>
/// What one search sees of a delta in one space: its first <paramref name="Versions"/> versions, whatever is written
/// meanwhile. The default is no delta.
/// </summary>
/// <param name="Log">Null without a delta.</param>
/// <param name="Versions">Above 0 where there is a delta.</param>
/// <param name="Space">Number of the space.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly record struct DeltaView(DeltaLog? Log, int Versions, int Space)
{
    public bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Log is not null;
    }

    /// <summary>Base products that are gone.</summary>
    public int Gone
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get => Log is null ? 0 : Log.GoneAt(Versions);
    }

    /// <summary>Products with vectors of their own.</summary>
    public int Living
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get => Log is null ? 0 : Log.LivingAt(Versions);
    }

    /// <summary>Similarity of a product, of the base or of the delta, by the exact form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Similarity(SpaceView space, int ordinal, ReadOnlySpan<short> high, ReadOnlySpan<short> low) =>
        Log is null || ordinal < space.Count
            ? space.Exact.Similarity(space.ToSlot(ordinal), high, low)
            : Log.Rows(Space).Similarity(Log.RowOf(ordinal), high, low);

    /// <summary>The unit vector of a product, of the base or of the delta.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>The same versions in another space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeltaView In(int space) => this with { Space = space };

    /// <summary>The ordinal that a product goes by now; -1 where it is gone or there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Current(int ordinal, int count) =>
        Log is not null ? Log.CurrentOf(ordinal, Versions) : (uint)ordinal < (uint)count ? ordinal : -1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int GroupOf(GroupColumn column, int ordinal) => Log is null ? column.GroupOf(ordinal) : Log.GroupOf(column, ordinal, Versions);
}
