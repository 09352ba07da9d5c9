using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>
/// Turns a recall target into the point at which a walk ends by itself, by what was measured on several families of
/// queries when the snapshot was built. A target is met by the family that finds least.
/// </summary>
internal sealed class WalkStops
{
    /// <summary>The largest k that is answered so: above it nothing was measured.</summary>
    public static readonly int MaxK = CalibrationRow.MeasuredK[^1];

    private readonly WalkStopRow[] _rows;
    private readonly ushort[] _misses;

    /// <summary>
    /// Takes the sections of a file; rows that make no sense are left out, so that a forged table costs speed or
    /// recall, not safety.
    /// </summary>
    /// <param name="rows">By kind and k, from the largest allowed share on.</param>
    /// <param name="misses">A table of <see cref="StopStates.Count"/> for each kind and measured k.</param>
    public WalkStops(NativeView<WalkStopRow> rows, NativeView<ushort> misses)
        : this(
            MeasuredRows.SoundOf(rows), misses.Length == TableLength ? misses.Slice(0, TableLength).ToArray() : [])
    {
    }

    /// <summary>Takes sound rows, and a table that reaches to the last of their kinds; empty for none.</summary>
    public WalkStops(List<WalkStopRow> rows, ushort[] misses)
    {
        _rows = [.. rows];
        _misses = misses;
    }

    /// <summary>Length of the table of misses.</summary>
    public static int TableLength => CalibrationRow.Kinds * CalibrationRow.MeasuredK.Length * StopStates.Count;

    /// <summary>The measured points.</summary>
    public ReadOnlySpan<WalkStopRow> Rows => _rows;

    /// <summary>The stops of a space; null in a file without them.</summary>
    public static WalkStops? Open(SnapshotSections sections, SnapshotHeader header, int space)
    {
        uint rows = SectionId.OfSpace(space, SectionId.WalkStops);
        uint misses = SectionId.OfSpace(space, SectionId.WalkMisses);
        return header.HasGraph && sections.Contains(rows) && sections.Contains(misses)
            ? new WalkStops(sections.Get<WalkStopRow>(rows, -1), sections.Get<ushort>(misses, -1))
            : null;
    }

    /// <summary>Place of the table of a kind and a measured k.</summary>
    public static int FirstOf(QueryKind kind, int placeOfK) =>
        (((int)kind * CalibrationRow.MeasuredK.Length) + placeOfK) * StopStates.Count;

    /// <summary>
    /// The stop that reaches the target; off where nothing was measured, the k is larger than the measured ones, or the
    /// target was not reached.
    /// </summary>
    /// <param name="kind">Of the query.</param>
    /// <param name="k">Results.</param>
    /// <param name="target">Recall.</param>
    /// <param name="scored">Vectors that such a walk scores, about.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public WalkStop StopFor(QueryKind kind, int k, double target, out double scored)
    {
        scored = 0;
        int place = PlaceFor(k);
        if (place < 0 || _misses.Length == 0)
        {
            return default;
        }

        int measured = CalibrationRow.MeasuredK[place];
        double wanted = target * ushort.MaxValue;
        WalkStopRow last = default;
        foreach (WalkStopRow row in _rows)
        {
            if (row.Kind != (int)kind || row.K != measured)
            {
                continue;
            }

            if (row.Recall < wanted)
            {
                last = row;
                continue;
            }

            // Between two points the share is interpolated in the recall.
            double part = last.K == 0 ? 1 : (wanted - last.Recall) / Math.Max(1, row.Recall - last.Recall);
            double allowed = last.K == 0 ? row.Allowed : last.Allowed + (part * (row.Allowed - last.Allowed));
            scored = last.K == 0 ? row.Scored : last.Scored + (part * (row.Scored - last.Scored));
            float bias = row.Predicted == 0 ? 1 : Math.Min(8f, (float)row.Missed / row.Predicted);
            return new WalkStop(
                _misses,
                FirstOf(kind, place),
                Math.Max(k, CalibrationRow.MeasuredK[0]),
                (int)allowed,
                row.Reach,
                new NearSteps(row.NearSecond, row.NearThird, row.NearFourth),
                bias);
        }

        return default;
    }

    /// <summary>Place of the measured k that is nearest by ratio; -1 above the largest.</summary>
    private static int PlaceFor(int k)
    {
        if (k > MaxK)
        {
            return -1;
        }

        int place = 0;
        while (place + 1 < CalibrationRow.MeasuredK.Length
            && (long)k * k > (long)CalibrationRow.MeasuredK[place] * CalibrationRow.MeasuredK[place + 1])
        {
            place++;
        }

        return place;
    }
}
