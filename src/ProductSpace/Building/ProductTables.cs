using System.Linq;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Writes the tables that belong to products rather than to a space, by ordinal: ids, categories, columns, payload,
/// facets, number columns.
/// </summary>
internal sealed class ProductTables(
    SnapshotWriter writer, BuildInput input, Catalog catalog, int[] productOf, int[] ordinalOf)
{
    public void Write()
    {
        WriteIds();
        WriteCategories();
        writer.Write<int>(
            SectionId.ProductCategories, Array.ConvertAll(productOf, product => catalog.Primary[product]));
        writer.Write<long>(SectionId.Prices, Array.ConvertAll(productOf, product => catalog.Prices[product]));
        ulong[] stock = new ulong[(productOf.Length + 63) / 64];
        for (int ordinal = 0; ordinal < productOf.Length; ordinal++)
        {
            stock[ordinal >> 6] |= (catalog.InStock[productOf[ordinal]] ? 1UL : 0) << (ordinal & 63);
        }

        writer.Write<ulong>(SectionId.Stock, stock);
        writer.Write<long>(SectionId.FirstSeen, Array.ConvertAll(productOf, product => catalog.FirstSeen[product]));
        if (catalog.PayloadColumns.Count > 0)
        {
            WritePayload();
        }

        if (catalog.Facets.Names.Count > 0)
        {
            new FacetTables(writer, catalog.Facets, ordinalOf).Write();
        }

        if (catalog.Numbers.Names.Count > 0)
        {
            NumberTables.Write(writer, catalog.Numbers, productOf, ordinalOf);
        }
    }

    private void WriteIds()
    {
        using Utf8List ids = new();
        foreach (int product in productOf)
        {
            ids.Add(input.Ids[product]);
        }

        using AlignedBuffer<uint> slots = new(ProductIdTable.SlotCount(ids.Count));
        (writer.Header.IdHashSeed, writer.Header.IdHashProbes) =
            ProductIdTable.Fill(ids.Offsets, ids.Text, slots.View, out _);
        writer.Write(SectionId.ProductIdOffsets, ids.Offsets);
        writer.Write(SectionId.ProductIdText, ids.Text);
        writer.Write(SectionId.ProductIdSlots, slots.View);
    }

    private void WriteCategories()
    {
        CategoryTree tree = catalog.Tree;
        int[] counts = new int[tree.Count + 1];
        foreach (int category in catalog.Primary)
        {
            counts[category + 1]++;
        }

        catalog.Further.Sort(
            (a, b) =>
                a.Category != b.Category
                    ? a.Category.CompareTo(b.Category)
                    : ordinalOf[a.Product].CompareTo(ordinalOf[b.Product]));
        writer.Begin(SectionId.Categories);
        long text = 0;
        int first = 0;
        int further = 0;
        for (int category = 0; category <= tree.Count; category++)
        {
            first += counts[category];
            while (further < catalog.Further.Count && catalog.Further[further].Category < category)
            {
                further++;
            }

            bool real = category < tree.Count;
            writer.Append<CategoryRow>(
            [
                new CategoryRow
                {
                    PathOffset = checked((uint)text),
                    Parent = real ? tree.Parents[category] : -1,
                    End = real ? tree.Ends[category] : tree.Count,
                    First = first,
                    FurtherOffset = (uint)further,
                },
            ]);
            text += real ? Encoding.UTF8.GetByteCount(tree.Paths[category]) : 0;
        }

        writer.End();
        writer.Begin(SectionId.CategoryText);
        foreach (string path in tree.Paths)
        {
            writer.Append<byte>(Encoding.UTF8.GetBytes(path));
        }

        writer.End();
        writer.Write<int>(
            SectionId.FurtherMembers, catalog.Further.ConvertAll(member => ordinalOf[member.Product]).ToArray());
    }

    private void WritePayload()
    {
        ulong[] offsets = new ulong[productOf.Length + 1];
        for (int ordinal = 0; ordinal < productOf.Length; ordinal++)
        {
            int payload = catalog.PayloadOf[productOf[ordinal]];
            offsets[ordinal + 1] = offsets[ordinal] + (payload < 0 ? 0 : (ulong)catalog.Payload[payload].Length);
        }

        writer.Write<ulong>(SectionId.PayloadOffsets, offsets, required: false);
        writer.Begin(SectionId.PayloadText, required: false);
        foreach (int product in productOf)
        {
            if (catalog.PayloadOf[product] >= 0)
            {
                writer.Append(catalog.Payload[catalog.PayloadOf[product]]);
            }
        }

        writer.End();
        SectionNames.Write(
            writer, SectionId.PayloadColumns, catalog.PayloadColumns.Select(column => column.Replace('\0', ' ')));
    }
}
