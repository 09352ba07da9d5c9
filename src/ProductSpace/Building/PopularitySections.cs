using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Writes the popularity of products by ordinal, and for each category the most popular products of its subtree, so
/// that an answer can be filled up without a look at all of them.
/// </summary>
internal sealed class PopularitySections(SnapshotWriter writer, BuildInput input, Catalog catalog, int[] ordinalOf)
{
    private const int Nothing = -1;

    public void Write(PopularityInput popularity)
    {
        float[] scores = new float[ordinalOf.Length];
        float[] trends = new float[popularity.Trends.IsEmpty ? 0 : ordinalOf.Length];
        for (int place = 0; place < popularity.Ids.Count; place++)
        {
            float score = popularity.Scores.Span[place];
            if (score > 0 && float.IsFinite(score)
                && input.Table.TryFind(Encoding.UTF8.GetBytes(popularity.Ids[place]), out int product))
            {
                scores[ordinalOf[product]] = score;
                if (trends.Length > 0 && float.IsFinite(popularity.Trends.Span[place]))
                {
                    trends[ordinalOf[product]] = popularity.Trends.Span[place];
                }
            }
        }

        writer.Write<float>(SectionId.Popularity, scores, required: false);
        if (trends.Length > 0)
        {
            writer.Write<float>(SectionId.PopularityTrends, trends, required: false);
        }

        writer.Write<int>(SectionId.PopularByCategory, ByCategory(scores), required: false);
    }

    /// <summary>Returns the lists of the categories [categories x places].</summary>
    private int[] ByCategory(float[] scores)
    {
        // Most popular first, equal ones by ordinal: the lists of all categories fill up in one pass.
        int[] order = new int[scores.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => scores[a] != scores[b] ? scores[b].CompareTo(scores[a]) : a.CompareTo(b));
        int[] productOf = new int[ordinalOf.Length];
        for (int product = 0; product < ordinalOf.Length; product++)
        {
            productOf[ordinalOf[product]] = product;
        }

        int[] lists = new int[catalog.Tree.Count * SnapshotLayout.PopularOfCategory];
        Array.Fill(lists, Nothing);
        int[] counts = new int[catalog.Tree.Count];
        foreach (int ordinal in order)
        {
            if (scores[ordinal] == 0)
            {
                break;
            }

            for (int category = catalog.Primary[productOf[ordinal]];
                category >= 0;
                category = catalog.Tree.Parents[category])
            {
                if (counts[category] < SnapshotLayout.PopularOfCategory)
                {
                    lists[(category * SnapshotLayout.PopularOfCategory) + counts[category]++] = ordinal;
                }
            }
        }

        return lists;
    }
}
