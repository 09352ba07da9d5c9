using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>Checks what was learned from a log beside the vectors: item tables and popularity.</summary>
internal static class LearnedVerifier
{
    public static void Verify(OpenSnapshot snapshot)
    {
        SnapshotSections sections = snapshot.Sections;
        for (int table = 0; table < snapshot.Tables.Length; table++)
        {
            int unsound = snapshot.Tables[table].FindUnsound();
            if (unsound >= 0)
            {
                throw Fault(
                    sections,
                    SectionId.OfTable(table, SectionId.TableProducts),
                    $"the row of product {unsound} does not hold distinct products with falling weights");
            }
        }

        ProductColumns columns = snapshot.Columns;
        int category = snapshot.Popularity?.FindUnsound(IsWithin) ?? -1;
        if (category >= 0)
        {
            throw Fault(
                sections,
                SectionId.PopularByCategory,
                $"the list of category {category} does not hold its own products with falling popularity");
        }

        int product = snapshot.Popularity?.FindUnsoundTrend() ?? -1;
        if (product >= 0)
        {
            throw Fault(sections, SectionId.PopularityTrends, $"the trend of product {product} is no number");
        }

        bool IsWithin(int ordinal, int category)
        {
            (int first, int end) = columns.RangeOf(category);
            return ordinal >= first && ordinal < end;
        }
    }

    private static SnapshotException Fault(SnapshotSections sections, uint id, string problem) =>
        sections.Fault(SectionId.NameOf(id), sections.OffsetOf(id), problem);
}
