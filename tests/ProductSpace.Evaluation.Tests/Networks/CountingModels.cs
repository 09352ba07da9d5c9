using ProductSpace.Evaluation.Models;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>The plainest models that count, for the networks to be compared with.</summary>
internal static class CountingModels
{
    /// <summary>Sequential rules: what followed the last view, a view d steps later counting 1 / d, up to 8 steps.</summary>
    public static IRecommender SequentialRules(SessionSet sessions) => Table(sessions, lastViews: 1, (row, views, i) =>
    {
        for (int j = i + 1; j < views.Length && j <= i + 8; j++)
        {
            row[views[j]] = row.GetValueOrDefault(views[j]) + (1f / (j - i));
        }
    });

    /// <summary>What was viewed in the same sessions as the last ten views, relative to the root of its count.</summary>
    public static IRecommender ItemNeighbors(SessionSet sessions)
    {
        long[] counts = sessions.CountProducts();
        return Table(sessions, lastViews: 10, (row, views, i) =>
        {
            for (int j = 0; j < views.Length; j++)
            {
                if (j != i)
                {
                    row[views[j]] = row.GetValueOrDefault(views[j]) + (float)(1 / Math.Sqrt(counts[views[j]]));
                }
            }
        });
    }

    private static TableRecommender Table(
        SessionSet sessions, int lastViews, Action<Dictionary<int, float>, int[], int> count)
    {
        Dictionary<int, float>[] rows = [.. Enumerable.Range(0, sessions.ProductCount).Select(_ => new Dictionary<int, float>())];
        for (int session = 0; session < sessions.Count; session++)
        {
            int[] views = sessions.Products(session).ToArray();
            for (int i = 0; i < views.Length; i++)
            {
                count(rows[views[i]], views, i);
            }
        }

        ItemTableBuilder table = new(sessions.ProductCount, sessions.ProductCount);
        for (int i = 0; i < rows.Length; i++)
        {
            table.Set(i, rows[i].Keys.ToArray(), rows[i].Values.ToArray());
        }

        return new TableRecommender(table.Build(), lastViews, decay: 1);
    }
}
