using System.Text.Unicode;
using ProductSpace.Filtering;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Checks that the facets of a snapshot agree: texts, values and postings stand side by side without gap, names once,
/// values in order, and every posting is the one that a writer makes of its products.
/// </summary>
internal static class FacetVerifier
{
    public static void Verify(FacetColumns facets, int products, SnapshotSections sections)
    {
        if (facets.Count == 0)
        {
            return;
        }

        CheckTexts(facets, sections);
        ulong posting = 0;
        PostingWriter writer = new();
        ulong[] words = new ulong[RowBits.WordsOf(products)];
        ulong[] any = new ulong[RowBits.WordsOf(products)];
        for (int facet = 0; facet < facets.Count; facet++)
        {
            any.AsSpan().Clear();
            (int first, int end) = facets.ValuesOf(facet);
            for (int value = first; value < end; value++)
            {
                FacetValueRow row = facets.ValueRows[value];
                ulong next = facets.ValueRows[value + 1L].PostingOffset;
                sections.Require(
                    row.PostingOffset == posting && next <= (ulong)facets.PostingNumbers,
                    SectionId.FacetValues,
                    $"the posting of value {value} is not where it belongs");
                string? fault = facets.PostingOf(value).FindFault(row.Chunks, row.Products, writer, words);
                sections.Require(
                    fault is null,
                    SectionId.FacetPostings,
                    $"the posting of value {value} of facet {facets.Names[facet]} has {fault}");
                facets.PostingOf(value).AddTo(any);
                posting = facets.ValueRows[value + 1L].PostingOffset;
            }

            sections.Require(
                RowBits.Count(any) == facets.FacetRows[facet].Products,
                SectionId.Facets,
                $"facet {facets.Names[facet]} does not have as many products as it tells of");
        }

        sections.Require(
            posting == (ulong)facets.PostingNumbers,
            SectionId.FacetPostings,
            "numbers behind the last posting");
        FacetValueRow last = facets.ValueRows[facets.ValueCount];
        FacetRow closing = facets.FacetRows[facets.Count];
        sections.Require(
            last is { Products: 0, Chunks: 0 } && last.PostingOffset == posting && closing.Products == 0,
            SectionId.FacetValues,
            "the closing row says something");
    }

    private static void CheckTexts(FacetColumns facets, SnapshotSections sections)
    {
        ulong text = 0;
        for (int facet = 0; facet < facets.Count; facet++)
        {
            sections.Require(
                facets.FacetRows[facet].TextOffset == text && facets.NameOf(facet).Length > 0
                    && Utf8.IsValid(facets.NameOf(facet)),
                SectionId.Facets,
                $"the name of facet {facet} is not where it belongs");
            sections.Require(
                facets.Find(facets.Names[facet]) == facet,
                SectionId.FacetText,
                $"facet {facets.Names[facet]} stands twice");
            text += (ulong)facets.NameOf(facet).Length;
        }

        sections.Require(
            facets.FacetRows[0].FirstValue == 0 && facets.FacetRows[facets.Count].FirstValue == (uint)facets.ValueCount,
            SectionId.Facets,
            "the facets do not hold all values");
        sections.Require(
            facets.FacetRows[facets.Count].TextOffset == text,
            SectionId.Facets,
            "the names end elsewhere than the closing row says");
        for (int facet = 0; facet < facets.Count; facet++)
        {
            (int first, int end) = facets.ValuesOf(facet);
            sections.Require(
                first == facets.FacetRows[facet].FirstValue && end == facets.FacetRows[facet + 1L].FirstValue,
                SectionId.Facets,
                $"the values of facet {facet} are not in order");
            for (int value = first; value < end; value++)
            {
                bool ordered = value == first || facets.TextOf(value - 1).SequenceCompareTo(facets.TextOf(value)) < 0;
                sections.Require(
                    facets.ValueRows[value].TextOffset == text && facets.TextOf(value).Length > 0 && ordered
                        && Utf8.IsValid(facets.TextOf(value)),
                    SectionId.FacetValues,
                    $"value {value} is not where it belongs");
                text += (ulong)facets.TextOf(value).Length;
            }
        }

        sections.Require(
            facets.ValueRows[facets.ValueCount].TextOffset == text && text == (ulong)facets.TextBytes,
            SectionId.FacetText,
            "the texts do not end with the last value");
    }
}
