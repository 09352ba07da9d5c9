using CsCheck;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

/// <summary>The cheapest measured way over the cells, against the plainest search for it; rows are made by hand.</summary>
public sealed class CellCalibrationTests
{
    private const int BlockLines = 4;

    private static readonly CostModel s_costs = new(0, 128, MachinePrices.BuiltIn);

    [Fact]
    public void Constructor_UnsoundRows_AreLeftOut()
    {
        CellCalibrationRow good = Row(10, 8, 0.9);
        CellCalibration calibration = Of(
            [good, good with { Kind = -1 }, good with { Kind = 4 }, good with { K = 11 }, good with { Cells = 0 }, good with { Ef = -1 }, good with { Compared = -1 }]);
        Assert.Equal(1, calibration.Count);
        Assert.Equal([good], calibration.Rows(QueryKind.Vector, 10).ToArray());
        Assert.Equal(0, calibration.Rows(QueryKind.OneView, 10).Length);
        Assert.Equal(0, calibration.Rows(QueryKind.Vector, 101).Length);
    }

    [Fact]
    public void Constructor_MoreRowsThanAreRead_LeavesTheRestOut() =>
        Assert.Equal(MeasuredRows.Max, Of([.. Enumerable.Repeat(Row(10, 8, 0.9), MeasuredRows.Max + 5)]).Count);

    [Fact]
    public void PlanFor_CellsAlone_IsTheCheapestThatReachesTheTarget() =>
        Gen.Select(Gen.Select(Gen.Int[1, 500], Gen.Double[0.5, 1], Gen.Int[0, 3_000]).Array[0, 12], Gen.Double[0.5, 1]).Sample((measured, target) =>
        {
            CellCalibrationRow[] rows = [.. measured.Select(one => Row(10, one.Item1, one.Item2) with { Scored = one.Item3 })];
            CellPlan plan = Of(rows).PlanFor(QueryKind.Vector, 10, target, BlockLines, s_costs, hasGraph: true);
            CellCalibrationRow[] reach = [.. rows.Where(row => row.Recall >= target * ushort.MaxValue).OrderBy(Cost)];
            Assert.Equal(reach.Length == 0 ? 0 : reach[0].Cells, plan.Cells);
            Assert.Equal(reach.Length == 0 ? 0 : Cost(reach[0]), plan.Cost);
            Assert.Equal(0, plan.Ef);

            double Cost(CellCalibrationRow row) => s_costs.Cells(row.Compared, row.Cells, BlockLines, row.Scored);
        });

    [Fact]
    public void PlanFor_BetweenTwoPoolsOfTheSameCells_Interpolates()
    {
        CellCalibration calibration = Of(
            [Row(10, 8, 0.80) with { Ef = 20, Scored = 400 }, Row(10, 8, 0.90) with { Ef = 40, Scored = 800 }, Row(10, 8, 0.99) with { Ef = 80, Scored = 1_600 }]);
        CellPlan plan = calibration.PlanFor(QueryKind.Vector, 10, 0.85, BlockLines, s_costs, hasGraph: true);
        Assert.Equal((8, 30), (plan.Cells, plan.Ef));
        Assert.Equal(600, plan.Scored, 1.0);

        // The pool holds all results that are asked for, and a k between two measured ones takes the settings of the larger.
        Assert.Equal(10, Of([Row(10, 8, 0.9) with { Ef = 3 }]).PlanFor(QueryKind.Vector, 10, 0.85, BlockLines, s_costs, hasGraph: true).Ef);
        Assert.Equal(plan, calibration.PlanFor(QueryKind.Vector, 7, 0.85, BlockLines, s_costs, hasGraph: true));
        Assert.Equal(default, calibration.PlanFor(QueryKind.Vector, 11, 0.85, BlockLines, s_costs, hasGraph: true));
    }

    [Fact]
    public void PlanFor_WithoutGraph_TakesNoWalkAndAsksForMore()
    {
        CellCalibration calibration = Of([Row(10, 4, 0.99) with { Ef = 20 }, Row(10, 8, 0.95), Row(10, 16, 0.956)]);
        Assert.Equal((4, 20), Plan(hasGraph: true));
        Assert.Equal((16, 0), Plan(hasGraph: false));

        (int Cells, int Ef) Plan(bool hasGraph)
        {
            CellPlan plan = calibration.PlanFor(QueryKind.Vector, 10, 0.95, BlockLines, s_costs, hasGraph);
            return (plan.Cells, plan.Ef);
        }
    }

    [Fact]
    public void AloneFor_MeasuredK_IsWhatWasMeasured()
    {
        CellCalibration calibration = Of([Row(10, 10, 0.8), Row(10, 20, 0.9), Row(30, 40, 0.9), Row(100, 90, 0.9), Row(100, 3, 0.99) with { Ef = 50 }]);
        Assert.Equal(20, calibration.AloneFor(10, 0.9), 0.01);
        Assert.Equal(15, calibration.AloneFor(10, 0.85), 0.01);
        Assert.Equal(20, calibration.AloneFor(1, 0.9), 0.01);
        Assert.Equal(40, calibration.AloneFor(30, 0.9), 0.01);
        Assert.Equal(90, calibration.AloneFor(100, 0.9), 0.01);

        // Not reached: twice the last that was measured.
        Assert.Equal(40, calibration.AloneFor(10, 0.95), 0.01);

        // Beyond the last k by the power of the last two.
        double power = Math.Log(90 / 40.0) / Math.Log(100 / 30.0);
        Assert.Equal(90 * Math.Pow(10, power), calibration.AloneFor(1_000, 0.9), 0.01);
    }

    [Fact]
    public void AloneFor_NothingMeasured_IsNone() => Assert.Equal(0, Of([Row(10, 4, 0.99) with { Ef = 20 }]).AloneFor(10, 0.9));

    /// <summary>Where a larger k found less of it in the same cells, it never needs fewer; nor does a higher target.</summary>
    [Fact]
    public void AloneFor_MoreIsAsked_NeverNeedsFewer() =>
        Gen.Select(Gen.Double[1, 50], Gen.Double[1, 5], Gen.Double[1, 5], Gen.Double[0.6, 0.98]).Sample((ofTen, more, evenMore, target) =>
        {
            double[] scales = [ofTen, ofTen * more, ofTen * more * evenMore];
            CellCalibration calibration = Of(
                [.. from i in Enumerable.Range(0, 3) from step in Enumerable.Range(0, 9) select Row(Calibration.MeasuredK[i], 1 << step, 1 - Math.Exp(-(1 << step) / scales[i]))]);
            double last = 0;
            for (double k = 1; k < 3_000; k *= 1.3)
            {
                double cells = calibration.AloneFor(k, target);
                Assert.True(cells >= last - 1e-6, $"k {k}, target {target}: {cells} cells after {last}");
                Assert.True(k > 100 || calibration.AloneFor(k, target + 0.01) >= cells - 1e-6, $"k {k}, target {target}");
                last = cells;
            }
        });

    private static CellCalibration Of(CellCalibrationRow[] rows)
    {
        using AlignedBuffer<CellCalibrationRow> buffer = new(Math.Max(1, rows.Length));
        for (int i = 0; i < rows.Length; i++)
        {
            buffer.View[i] = rows[i];
        }

        return new CellCalibration(buffer.View);
    }

    private static CellCalibrationRow Row(int k, int cells, double recall) => new()
    {
        K = k, Cells = cells, Recall = (int)Math.Ceiling(recall * ushort.MaxValue), Compared = 5 * cells, Scored = 100, Hops = 0,
    };
}
