using ProductSpace.Generations;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Item tables and attachments that the snapshot of a merged delta has and the new one does not: a build takes changes
/// of products from a delta, and all that was learned from its own inputs. Somebody who forgot an input sees it here.
/// </summary>
internal sealed record LostLearning(IReadOnlyList<string> Tables, IReadOnlyList<string> Attachments)
{
    /// <summary>Compares the snapshot that was built with that of the delta; null where nothing is lost.</summary>
    public static LostLearning? Of(DeltaMerge? merge, string built)
    {
        if (merge is null || merge.BaseTables.Count + merge.BaseAttachments.Count == 0)
        {
            return null;
        }

        using ProductIndex index = ProductIndex.Open(built);

        // Marks of estimates follow from the inputs: a build that estimates nothing has none.
        LostLearning lost = new(
            [.. merge.BaseTables.Except(index.Tables)],
            [.. merge.BaseAttachments.Except([.. index.Attachments, EstimatedProducts.AttachmentName])]);
        return lost.Tables.Count + lost.Attachments.Count == 0 ? null : lost;
    }

    public void Print(string delta, TextWriter output)
    {
        string what = string.Join(
            " and ",
            new[] { Named("item table", Tables), Named("attachment", Attachments) }.Where(text => text.Length > 0));
        output.WriteLine(
            $"  warning: {delta}: its snapshot has {what}; this one has not, since a delta does not bring them: build "
            + "with --table, --placements or --ranker if they are to stay");
    }

    private static string Named(string kind, IReadOnlyList<string> names) => names.Count == 0
        ? string.Empty
        : $"the {kind}{(names.Count == 1 ? "" : "s")} {string.Join(", ", names)}";
}
