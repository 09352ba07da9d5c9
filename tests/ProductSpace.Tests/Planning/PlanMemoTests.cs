using ProductSpace.Planning;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

public class PlanMemoTests
{
    [Fact]
    public void TryGet_WhatWasSet_IsFoundUntilPushedOut()
    {
        PlanMemo memo = new();
        Assert.False(memo.TryGet(QueryKind.Vector, 0, 0, out _));
        memo.Set(QueryKind.Vector, 10, 0.95f, TestPlans.Cells(1 << 20, 1 << 20));
        memo.Set(QueryKind.FewViews, 10, 0.95f, PlanOf(7));
        Assert.True(memo.TryGet(QueryKind.Vector, 10, 0.95f, out SearchPlan plan));
        Assert.Equal(TestPlans.Cells(1 << 20, 1 << 20), plan);
        Assert.True(memo.TryGet(QueryKind.FewViews, 10, 0.95f, out plan));
        Assert.Equal(PlanOf(7), plan);
        Assert.False(memo.TryGet(QueryKind.OneView, 10, 0.95f, out _));
        Assert.False(memo.TryGet(QueryKind.Vector, 11, 0.95f, out _));
        Assert.False(memo.TryGet(QueryKind.Vector, 10, 0.951f, out _));
    }

    /// <summary>Many threads write slots that they share; a reader sees a whole plan or none.</summary>
    [Fact]
    public void TryGet_ManyWriters_NeverMixesTwo()
    {
        PlanMemo memo = new();
        int wrong = 0;
        int found = 0;
        Parallel.For(0, 4, thread =>
        {
            Random random = new(thread);
            for (int i = 0; i < 300_000; i++)
            {
                int k = random.Next(1, 400);
                if ((i & 1) == 0)
                {
                    memo.Set(QueryKind.Vector, k, 0.9f, PlanOf(k));
                }
                else if (memo.TryGet(QueryKind.Vector, k, 0.9f, out SearchPlan plan))
                {
                    Interlocked.Increment(ref found);
                    wrong += plan != PlanOf(k) ? 1 : 0;
                }
            }
        });
        Assert.Equal(0, wrong);
        Assert.True(found > 1_000, $"{found} plans were found");
    }

    /// <summary>A plan whose fields all tell the number.</summary>
    private static SearchPlan PlanOf(int k) => new(Strategy.FilteredGraph)
    {
        Fallback = Strategy.FilteredCells,
        LastScan = Strategy.GroupedPrefixScan,
        EfSearch = k,
        Cells = 2 * k,
        CalibratedK = 3 * k,
        AllowedMisses = 4 * k,
        PrefixRecall = 5 * k,
        Handover = new HandoverRule(6 * k, 7 * k),
        Estimates = new PlanEstimates(
            new(Strategy.FilteredGraph, 0, 8 * k, 9 * k, 10 * k), new(Strategy.FilteredCells, 11 * k, 0, 12 * k, 13 * k), new(Strategy.Scan, 0, 0, 14 * k, 15 * k)),
    };
}
