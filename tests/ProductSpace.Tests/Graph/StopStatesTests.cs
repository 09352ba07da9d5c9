using CsCheck;
using ProductSpace.Graph;

namespace ProductSpace.Tests.Graph;

public sealed class StopStatesTests
{
    [Fact]
    public void GapOf_AnyDistances_StepThatHoldsTheGap() =>
        Gen.Select(Gen.Long[1, 1 << 26], Gen.Long[0, 1 << 27]).Sample((kth, more) =>
        {
            int step = StopStates.GapOf(kth + more, kth);
            long gap = more * StopStates.GapUnits / kth;
            Assert.InRange(step, 0, StopStates.Gaps - 1);
            Assert.True(StopStates.StartOf(step) <= gap, $"gap {gap}, step {step}");
            Assert.True(gap < StopStates.StartOf(step + 1), $"gap {gap}, step {step}");
        });

    [Fact]
    public void GapOf_KthAtTheQueryOrNextBeforeIt_FirstOrLastStep()
    {
        Assert.Equal(StopStates.Gaps - 1, StopStates.GapOf(5, 0));
        Assert.Equal(StopStates.Gaps - 1, StopStates.GapOf(5, -3));
        Assert.Equal(0, StopStates.GapOf(4, 5));
    }

    [Fact]
    public void Of_AnyWalk_WithinTheTableAndEachPartMonotone() =>
        Gen.Select(Gen.Int[0, StopStates.Gaps - 1], Gen.Int[0, 100_000], Gen.Int[1, 4_096], Gen.Int[0, 100_000], Gen.Int[0, StopStates.Nears - 1])
            .Sample((gap, hops, k, beyond, near) =>
            {
                int state = StopStates.Of(gap, hops, k + beyond, k, near);
                Assert.InRange(state, gap * StopStates.PerGap, ((gap + 1) * StopStates.PerGap) - 1);
                Assert.Equal(near, state % StopStates.Nears);
                Assert.True(StopStates.Of(gap, hops + 1, k + beyond, k, near) >= state);
                Assert.True(StopStates.Of(gap, hops, k + beyond + 1, k, near) >= state);
            });
}
