using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Checks that a space and the categories agree on where products stand: rows are in the order of the categories in
/// every space, a cell lies within the range of the category that it names, and a walk from the top layer arrives where
/// the certificate of reach begins.
/// </summary>
internal static class PlacementVerifier
{
    public static void Verify(OpenSnapshot snapshot, int space)
    {
        SnapshotSections sections = snapshot.Sections;
        SpaceView view = snapshot.Spaces[space];
        ProductColumns columns = snapshot.Columns;
        for (int slot = 0; slot < view.Count; slot++)
        {
            if (columns.CategoryOf(view.ToOrdinal(slot)) != columns.CategoryOf(slot))
            {
                throw Fault(SectionId.Ordinals, $"slot {slot} and its product are in different categories");
            }
        }

        NativeView<Cell> cells =
            sections.Get<Cell>(SectionId.OfSpace(space, SectionId.Cells), snapshot.Header.Spaces[space].Cells);
        for (int i = 0; i < cells.Length; i++)
        {
            Cell cell = cells[i];
            (int first, int end) = columns.RangeOf(cell.Category);
            if (cell.First < first || cell.First + cell.Count > end)
            {
                throw Fault(SectionId.Cells, $"cell {i} is outside the range of its category {cell.Category}");
            }
        }

        if (view.HasGraph && view.Upper.Length > 0)
        {
            int node = 0;
            for (int layer = view.Upper.Length; layer > 0; layer--)
            {
                node = view.Upper[layer - 1].Below[node];
            }

            if (node != view.EntryPoint)
            {
                throw Fault(
                    SectionId.Neighbors, $"a walk begins at row {node}, the header says {view.EntryPoint}");
            }
        }

        SnapshotException Fault(uint section, string problem) => sections.Fault(
            SectionId.NameOf(SectionId.OfSpace(space, section)),
            sections.OffsetOf(SectionId.OfSpace(space, section)),
            problem);
    }
}
