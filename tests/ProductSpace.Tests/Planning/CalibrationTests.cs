using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;
using ProductSpace.Tests.Building;

namespace ProductSpace.Tests.Planning;

/// <summary>A recall target is reached on queries that the calibration never saw, and not by walking much too far.</summary>
public sealed class CalibrationTests
{
    [Fact]
    public void Settings_HeldOutQueries_ReachTargetWithoutWaste()
    {
        ProductIndex index = BuiltShop.Of(ShopRecipe.Large).Index;
        ParallelContext context = new(Environment.ProcessorCount, CancellationToken.None);
        SpaceView similar = index.ViewOf(Space.Similar);
        int cellPlans = 0;
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            SpaceView view = index.ViewOf(space);
            QuerySet[] sets = [.. new[] { 1, 3, 10 }.Select(views => Queries.Make(similar, view, 300, views, 100, seed: 0xFEED, context))];
            foreach (double target in new[] { 0.90, 0.95, 0.98 })
            {
                foreach (int k in new[] { 10, 100 })
                {
                    Check(QueryKind.Vector, sets, seeded: false);
                    Check(QueryKind.OneView, sets[..1], seeded: true);
                    Check(QueryKind.FewViews, sets[1..2], seeded: true);
                    Check(QueryKind.ManyViews, sets[2..], seeded: true);

                    void Check(QueryKind kind, QuerySet[] some, bool seeded)
                    {
                        int ef = index.PlannerOf(space).Walks.EfFor(kind, k, target);
                        Assert.True(Recall(some, k, ef, seeded) >= target - 0.01, $"{space} {kind} k {k}: efSearch {ef} does not reach {target}");
                        int less = (int)((ef - 2) / 1.3) - 1;
                        Assert.True(less <= k || Recall(some, k, less, seeded) < target, $"{space} {kind} k {k}: efSearch {ef} for {target} where {less} would do");

                        CellPlan plan = index.PlannerOf(space).Cells!.PlanFor(kind, k, target, blockLines: 4, WorkModel.CostsOf(view), hasGraph: true);
                        if (plan.Cells > 0)
                        {
                            cellPlans++;
                            double recall = Recall(some, k, plan.Ef, seeded, plan.Cells);
                            Assert.True(recall >= target - 0.015, $"{space} {kind} k {k}: {plan.Cells} cells and efSearch {plan.Ef} find {recall:F4} of {target}");
                        }
                    }
                }
            }

            double Recall(QuerySet[] some, int k, int ef, bool seeded, int cells = 0)
            {
                RecallPoint total = default;
                foreach (QuerySet set in some)
                {
                    total += set.Measure(similar, view, 300, k, cells, ef, seeded, context);
                }

                return (double)total.Hits / total.Wanted;
            }
        }

        Assert.InRange(cellPlans, 24, 48);
    }
}
