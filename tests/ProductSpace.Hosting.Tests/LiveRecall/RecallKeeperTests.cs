using ProductSpace.Hosting.LiveRecall;

namespace ProductSpace.Hosting.Tests.LiveRecall;

public sealed class RecallKeeperTests
{
    private const float Target = 0.95f;

    [Fact]
    public void Add_SearchesFindLess_RaisedStepByStepUpToTheBound()
    {
        RecallKeeper keeper = new(mostSteps: 3);
        Random random = new(1);
        List<int> steps = [0];
        for (int i = 0; i < 3_000 && !keeper.IsBelowTarget; i++)
        {
            keeper.Add(Target, 10, Draw(random, 0.85));
            if (keeper.Steps != steps[^1])
            {
                steps.Add(keeper.Steps);
            }
        }

        Assert.Equal([0, 1, 2, 3], steps);
        Assert.True(keeper.IsBelowTarget);
        Assert.Equal(3, keeper.Steps);
    }

    [Fact]
    public void Add_SearchesFindMoreAgain_LoweredToWhatWasAsked()
    {
        RecallKeeper keeper = new(mostSteps: 2);
        Random random = new(2);
        for (int i = 0; i < 2_000 && !keeper.IsBelowTarget; i++)
        {
            keeper.Add(Target, 10, Draw(random, 0.8));
        }

        for (int i = 0; i < 5_000; i++)
        {
            keeper.Add(Target, 10, Draw(random, 0.995));
        }

        Assert.Equal(0, keeper.Steps);
        Assert.False(keeper.IsBelowTarget);
        Assert.Equal(Target, keeper.Raise(Target), 6);
    }

    /// <summary>Of a hundred shops whose searches find just what was asked for, few are raised.</summary>
    [Fact]
    public void Add_SearchesFindTheTarget_SeldomRaised()
    {
        int raised = 0;
        for (int shop = 0; shop < 100; shop++)
        {
            RecallKeeper keeper = new(mostSteps: 3);
            Random random = new(shop);
            for (int i = 0; i < 500; i++)
            {
                keeper.Add(Target, 10, Draw(random, Target));
            }

            raised += keeper.Steps > 0 ? 1 : 0;
        }

        Assert.InRange(raised, 0, 10);
    }

    [Fact]
    public void Raise_EachStep_TakesAThirdFromWhatMayBeMissed()
    {
        RecallKeeper keeper = new(mostSteps: 3);
        for (int i = 0; i < RecallKeeper.LeastQueries; i++)
        {
            keeper.Add(Target, 10, 0);
        }

        Assert.Equal(1, keeper.Steps);
        Assert.Equal(1 - (0.05 * 2 / 3), keeper.Raise(Target), 5);
    }

    [Fact]
    public void Add_BoundOfZeroOrEmptyAnswers_NeverRaised()
    {
        RecallKeeper never = new(mostSteps: 0);
        RecallKeeper empty = new(mostSteps: 3);
        for (int i = 0; i < 200; i++)
        {
            never.Add(Target, 10, 0);
            empty.Add(Target, 0, 0);
        }

        Assert.Equal(0, never.Steps);
        Assert.True(never.IsBelowTarget);
        Assert.Equal(0, empty.Steps);
    }

    private static int Draw(Random random, double recall) => Enumerable.Range(0, 10).Count(_ => random.NextDouble() < recall);
}
