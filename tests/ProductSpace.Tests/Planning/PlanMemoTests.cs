using ProductSpace.Planning;

namespace ProductSpace.Tests.Planning;

public class PlanMemoTests
{
    [Fact]
    public void TryGet_WhatWasSet_IsFoundUntilPushedOut()
    {
        PlanMemo memo = new();
        Assert.False(memo.TryGet(QueryKind.Vector, 0, 0, out _));
        memo.Set(QueryKind.Vector, 10, 0.95f, new SearchPlan(512, 1 << 20, 1 << 20));
        memo.Set(QueryKind.FewViews, 10, 0.95f, new SearchPlan(0, 0, 40) { WalkMicroseconds = 12.5f, CellMicroseconds = 30, ScanMicroseconds = 70, ByGroups = true });
        Assert.True(memo.TryGet(QueryKind.Vector, 10, 0.95f, out SearchPlan plan));
        Assert.Equal(new SearchPlan(512, 1 << 20, 1 << 20), plan);
        Assert.True(memo.TryGet(QueryKind.FewViews, 10, 0.95f, out plan));
        Assert.Equal(new SearchPlan(0, 0, 40) { WalkMicroseconds = 12.5f, CellMicroseconds = 30, ScanMicroseconds = 70, ByGroups = true }, plan);
        Assert.False(memo.TryGet(QueryKind.OneView, 10, 0.95f, out _));
        Assert.False(memo.TryGet(QueryKind.Vector, 11, 0.95f, out _));
        Assert.False(memo.TryGet(QueryKind.Vector, 10, 0.951f, out _));
    }

    /// <summary>Settings too large for an entry are not remembered, rather than wrongly.</summary>
    [Fact]
    public void Set_TooLarge_IsNotRemembered()
    {
        PlanMemo memo = new();
        memo.Set(QueryKind.Vector, 10, 0.95f, new SearchPlan(1 << 17, 0, 0));
        memo.Set(QueryKind.Vector, 10, 0.95f, new SearchPlan(0, 0, 1 << 21));
        Assert.False(memo.TryGet(QueryKind.Vector, 10, 0.95f, out _));
    }

    /// <summary>Many threads write entries that share slots; a reader sees a whole one or none.</summary>
    [Fact]
    public void TryGet_ManyWriters_NeverMixesTwo()
    {
        PlanMemo memo = new();
        int wrong = 0;
        Parallel.For(0, 4, thread =>
        {
            Random random = new(thread);
            for (int i = 0; i < 300_000; i++)
            {
                int k = random.Next(1, 400);
                if ((i & 1) == 0)
                {
                    memo.Set(QueryKind.Vector, k, 0.9f, new SearchPlan(k, 2 * k, 3 * k) { WalkMicroseconds = 4 * k, CellMicroseconds = 5 * k, ScanMicroseconds = 6 * k, ByGroups = k % 2 == 0 });
                }
                else if (memo.TryGet(QueryKind.Vector, k, 0.9f, out SearchPlan plan) && plan != new SearchPlan(k, 2 * k, 3 * k) { WalkMicroseconds = 4 * k, CellMicroseconds = 5 * k, ScanMicroseconds = 6 * k, ByGroups = k % 2 == 0 })
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });
        Assert.Equal(0, wrong);
    }
}
