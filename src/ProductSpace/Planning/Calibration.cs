using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>
/// Turns a recall target into efSearch by what was measured when the snapshot was built, on held-out queries of each
/// kind and some k; between the measured k by interpolation in the logarithm.
/// </summary>
internal sealed class Calibration
{
    private const int DefaultEf = 128;

    private readonly CalibrationRow[] _rows;

    /// <summary>
    /// Takes the rows of a file; unsound ones are left out, so that a forged table costs speed, not safety.
    /// </summary>
    public Calibration(NativeView<CalibrationRow> rows) => _rows = [.. MeasuredRows.SoundOf(rows)];

    public ReadOnlySpan<CalibrationRow> Rows => _rows;

    /// <summary>The k that a build measures.</summary>
    public static ReadOnlySpan<int> MeasuredK => CalibrationRow.MeasuredK;

    /// <summary>The calibration of the graph of a space; empty without a graph.</summary>
    public static Calibration Open(SnapshotSections sections, SnapshotHeader header, int space) =>
        new(header.HasGraph
            ? sections.Get<CalibrationRow>(SectionId.OfSpace(space, SectionId.Calibration), -1)
            : default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QueryKind KindOf(int views) =>
        views switch { <= 1 => QueryKind.OneView, <= 5 => QueryKind.FewViews, _ => QueryKind.ManyViews };

    /// <summary>The least efSearch that reached the target, at least k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int EfFor(QueryKind kind, int k, double target)
    {
        int below = 0;
        int above = 0;
        foreach (int measured in MeasuredK)
        {
            below = measured <= k ? measured : below;
            above = above == 0 && measured >= k ? measured : above;
        }

        if (below == 0 || above == 0 || below == above)
        {
            int nearest = below == 0 ? above : below;
            double scale = below == 0 || above != 0 ? 1 : (double)k / nearest;
            return Math.Max(k, (int)Math.Min(1 << 20, EfAt(kind, nearest, target) * scale));
        }

        double share = Math.Log((double)k / below) / Math.Log((double)above / below);
        double ef = Math.Exp(
            ((1 - share) * Math.Log(EfAt(kind, below, target))) + (share * Math.Log(EfAt(kind, above, target))));
        return Math.Max(k, (int)Math.Ceiling(ef));
    }

    /// <summary>
    /// Place in <see cref="MeasuredK"/> of the least measured k that is not below; -1 above all of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int PlaceOf(int k)
    {
        int place = 0;
        while (place < MeasuredK.Length && MeasuredK[place] < k)
        {
            place++;
        }

        return place < MeasuredK.Length ? place : -1;
    }

    /// <summary>The least measured k that is not below; above all of them k itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MeasuredFor(int k) => PlaceOf(k) is int place and >= 0 ? MeasuredK[place] : k;

    /// <summary>
    /// About how many vectors the walk of <see cref="EfFor"/> scores; for a k that was not measured that of the next
    /// larger one.
    /// </summary>
    public double ScoredFor(QueryKind kind, int k, double target)
    {
        int measured = LargestMeasuredFor(k);
        return ScoredOf(kind, measured, EfAt(kind, measured, target));
    }

    /// <summary>
    /// About how many vectors a walk with this efSearch scores, by what was measured at the k or the next larger one.
    /// </summary>
    public double ScoredAt(QueryKind kind, int k, int ef) => ScoredOf(kind, LargestMeasuredFor(k), ef);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LargestMeasuredFor(int k) => PlaceOf(k) is int place and >= 0 ? MeasuredK[place] : MeasuredK[^1];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double ScoredOf(QueryKind kind, int measured, double ef)
    {
        CalibrationRow last = default;
        foreach (CalibrationRow row in _rows)
        {
            if (row.Kind != (int)kind || row.K != measured)
            {
                continue;
            }

            if (row.Ef >= ef)
            {
                double share = last.Ef == 0 ? 1 : (ef - last.Ef) / Math.Max(1, row.Ef - last.Ef);
                return last.Scored + (share * (row.Scored - last.Scored));
            }

            last = row;
        }

        return last.Ef == 0 ? 0 : last.Scored * ef / last.Ef;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double EfAt(QueryKind kind, int k, double target)
    {
        double wanted = target * ushort.MaxValue;
        CalibrationRow last = default;
        double lastRecall = 0;
        foreach (CalibrationRow row in _rows)
        {
            if (row.Kind != (int)kind || row.K != k)
            {
                continue;
            }

            if (row.Recall >= wanted)
            {
                double share = last.Ef == 0 ? 1 : (wanted - lastRecall) / Math.Max(1, row.Recall - lastRecall);
                return Math.Ceiling(last.Ef + (Math.Clamp(share, 0, 1) * (row.Ef - last.Ef)));
            }

            last = row;
            lastRecall = Math.Max(lastRecall, row.Recall);
        }

        // Not reached within the measured range: double the last.
        return last.Ef == 0 ? Math.Max(DefaultEf, 2 * k) : 2.0 * last.Ef;
    }
}
