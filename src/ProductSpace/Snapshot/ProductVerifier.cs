using System.Text.Unicode;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Checks that the tables of products agree: ids lead to their products and back, no bit and no byte stands behind the
/// last product, times are times, and every product has a payload value for each column, or none at all.
/// </summary>
internal static class ProductVerifier
{
    public static void Verify(ProductColumns columns, SnapshotSections sections)
    {
        CheckIds(columns, sections);
        CheckNumbers(columns, sections);
        CheckPayload(columns, sections);
    }

    private static void CheckIds(ProductColumns columns, SnapshotSections sections)
    {
        CheckOffsets(
            columns.Count,
            ordinal => columns.Ids.OffsetOf(ordinal),
            sections.Get<byte>(SectionId.ProductIdText, -1).Length,
            SectionId.ProductIdOffsets,
            sections);
        for (int ordinal = 0; ordinal < columns.Count; ordinal++)
        {
            if (!Utf8.IsValid(columns.Ids[ordinal]))
            {
                throw Fault(
                    sections,
                    SectionId.ProductIdText,
                    $"the id of product {ordinal} is no UTF-8, so that no text asks for it");
            }
        }

        int astray = columns.Ids.FindFirstMismatch();
        if (astray < columns.Count)
        {
            throw Fault(sections, SectionId.ProductIdSlots, $"the id of product {astray} does not lead back to it");
        }

        int taken = columns.Ids.CountTakenSlots();
        if (taken != columns.Count)
        {
            throw Fault(
                sections, SectionId.ProductIdSlots, $"{taken} places lead to products, there are {columns.Count}");
        }
    }

    private static void CheckNumbers(ProductColumns columns, SnapshotSections sections)
    {
        if ((columns.Count & 63) != 0 && (columns.Stock[columns.Count >> 6] >> (columns.Count & 63)) != 0)
        {
            throw Fault(sections, SectionId.Stock, "something behind the last product is in stock");
        }

        NativeView<long> times = sections.Get<long>(SectionId.FirstSeen, columns.Count);
        for (int ordinal = 0; ordinal < columns.Count; ordinal++)
        {
            if (times[ordinal] != long.MinValue && ProductColumns.TimeOf(times[ordinal]) is null)
            {
                throw Fault(
                    sections, SectionId.FirstSeen, $"the time of product {ordinal} is no time, nor said to be unknown");
            }
        }
    }

    private static void CheckPayload(ProductColumns columns, SnapshotSections sections)
    {
        if (columns.PayloadColumns.Length == 0)
        {
            return;
        }

        NativeView<ulong> offsets = sections.Get<ulong>(SectionId.PayloadOffsets, columns.Count + 1L);
        NativeView<byte> text = sections.Get<byte>(SectionId.PayloadText, -1);
        CheckOffsets(
            columns.Count, ordinal => (long)offsets[ordinal], text.Length, SectionId.PayloadOffsets, sections);
        for (int ordinal = 0; ordinal < columns.Count; ordinal++)
        {
            ReadOnlySpan<byte> values =
                text.Slice((long)offsets[ordinal], checked((int)(offsets[ordinal + 1L] - offsets[ordinal])));
            if (!values.IsEmpty && (values[^1] != 0 || values.Count((byte)0) != columns.PayloadColumns.Length))
            {
                throw Fault(
                    sections,
                    SectionId.PayloadText,
                    $"product {ordinal} does not have a value for each payload column");
            }

            if (!Utf8.IsValid(values))
            {
                throw Fault(sections, SectionId.PayloadText, $"a payload value of product {ordinal} is no UTF-8");
            }
        }
    }

    /// <summary>Texts stand side by side, from the first byte to the last.</summary>
    private static void CheckOffsets(
        int count, Func<long, long> offsetOf, long bytes, uint section, SnapshotSections sections)
    {
        long before = 0;
        for (long i = 0; i <= count; i++)
        {
            long offset = offsetOf(i);
            if (i == 0 ? offset != 0 : offset < before || offset - before > int.MaxValue)
            {
                throw Fault(sections, section, $"text {i} is not where it belongs");
            }

            before = offset;
        }

        if (before != bytes)
        {
            throw Fault(sections, section, "the texts do not end with the last product");
        }
    }

    private static SnapshotException Fault(SnapshotSections sections, uint section, string problem) =>
        sections.Fault(SectionId.NameOf(section), sections.OffsetOf(section), problem);
}
