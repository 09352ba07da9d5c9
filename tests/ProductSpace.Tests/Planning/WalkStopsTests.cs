using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

public sealed class WalkStopsTests
{
    private static readonly WalkStopRow s_row = new()
    {
        Kind = (int)QueryKind.Vector, K = 10, Allowed = 6_000, Reach = 9, Recall = 60_000, Scored = 400, Predicted = 1_000, Missed = 2_000,
    };

    [Fact]
    public void StopFor_BetweenTwoPoints_InterpolatesTheShare()
    {
        WalkStops stops = Make([s_row, s_row with { Allowed = 2_000, Recall = 64_000, Scored = 800 }]);
        WalkStop stop = stops.StopFor(QueryKind.Vector, 10, 62_000.0 / ushort.MaxValue, out double scored);
        Assert.True(stop.IsOn);
        Assert.InRange(stop.Allowed, 3_999, 4_000);
        Assert.Equal(600, scored, 1e-6);
        Assert.Equal(2, stop.Bias);
        Assert.Equal(6_000, stops.StopFor(QueryKind.Vector, 10, 0.5, out _).Allowed);
    }

    [Theory]
    [InlineData(QueryKind.OneView, 10, 0.9)]
    [InlineData(QueryKind.Vector, 10, 0.99)]
    [InlineData(QueryKind.Vector, 101, 0.9)]
    [InlineData(QueryKind.Vector, 60, 0.9)]
    public void StopFor_NotMeasured_Off(object kind, int k, double target) =>
        Assert.False(Make([s_row]).StopFor((QueryKind)kind, k, target, out _).IsOn);

    [Fact]
    public void StopFor_SmallK_CountsAsTheLeastMeasured() =>
        Assert.Equal(10, Make([s_row]).StopFor(QueryKind.Vector, 3, 0.9, out _).K);

    [Fact]
    public void StopFor_ForgedRowsOrTable_Off()
    {
        WalkStopRow[] forged =
        [
            s_row with { Kind = -1 }, s_row with { Kind = 4 }, s_row with { K = 11 }, s_row with { Allowed = -1 },
            s_row with { Reach = -1 }, s_row with { NearSecond = 2, NearThird = 1 }, s_row with { Predicted = -5 },
        ];
        Assert.Equal(0, Make(forged).Rows.Length);
        Assert.False(Make(forged).StopFor(QueryKind.Vector, 10, 0.5, out _).IsOn);
        Assert.False(Make([s_row], WalkStops.TableLength - 1).StopFor(QueryKind.Vector, 10, 0.5, out _).IsOn);
    }

    private static WalkStops Make(WalkStopRow[] rows, int? length = null)
    {
        using AlignedBuffer<WalkStopRow> points = new(rows.Length);
        using AlignedBuffer<ushort> misses = new(length ?? WalkStops.TableLength);
        rows.CopyTo(points.View.Slice(0, rows.Length));
        return new WalkStops(points.View, misses.View);
    }
}
