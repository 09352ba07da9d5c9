using System.Runtime.CompilerServices;
using ProductSpace.Filtering;

namespace ProductSpace.Snapshot;

/// <summary>
/// A compiled filter over one space. Rows are the space's slots: one bit each for the test of a row, their exact
/// number, and their runs in order for a gather. Cells are null in a file without searchable ones.
/// </summary>
internal sealed record SpaceFilter(RowSet Rows, CellSet? Cells)
{
    /// <summary>
    /// The nodes of the graph that stand for some match, a bit each: the rows, and where rows equal to others are
    /// folded to one node, the nodes of the matches among them.
    /// </summary>
    public RowSet Nodes { get; init; } = Rows;

    /// <summary>How well the matches are placed in their cells; null without cells or matches.</summary>
    public CellPlacement? Placement { get; init; }

    /// <summary>The rows as numbers, where they lie scattered and are not too many.</summary>
    public MatchList? List { get; init; }

    /// <summary>Share of the neighbors of matches in the graph that match too; 0 without a graph.</summary>
    public float LinkShare { get; init; }

    public long Bytes =>
        Rows.Bytes + (Cells?.Bytes ?? 0) + (List?.Bytes ?? 0) + (Placement is null ? 0 : CellPlacement.Bytes)
            + (ReferenceEquals(Nodes, Rows) ? 0 : Nodes.Bytes);

    /// <summary>
    /// From a set of ordinals, which are the slots of Similar; other spaces have an order of their own.
    /// </summary>
    public static SpaceFilter[] ForSpaces(RowSet products, SpaceView[] spaces)
    {
        SpaceFilter[] filters = new SpaceFilter[spaces.Length];
        for (int space = 0; space < spaces.Length; space++)
        {
            SpaceView view = spaces[space];
            RowSet rows = view.Slots.IsEmpty ? products : ToSlots(products, view);
            CellSet? cells = view.Cells is null ? null : new CellSet(view.Cells, rows);
            RowSet nodes = ToNodes(rows, view);
            filters[space] = new SpaceFilter(rows, cells)
            {
                Placement = CellPlacement.Of(view, cells),
                Nodes = nodes,
                LinkShare = MatchLinks.ShareOf(nodes, view.Base),
                List = MatchList.For(rows, view.Count, view.Cells),
            };
        }

        return filters;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static RowSet ToNodes(RowSet rows, SpaceView space)
    {
        ulong[]? words = null;
        for (long pair = 0; pair + 1 < space.EqualRows.Length; pair += 2)
        {
            int node = space.EqualRows[pair];
            if ((uint)node < (uint)space.Count && rows.Contains(space.EqualRows[pair + 1]) && !rows.Contains(node))
            {
                words ??= rows.Words.ToArray();
                RowBits.Set(words, node);
            }
        }

        return words is null ? rows : new RowSet(words);
    }

    /// <summary>
    /// A slot that does not lead back is left out: by a forged permutation a product that does not match could else
    /// stand in the answer for one that does.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static RowSet ToSlots(RowSet products, SpaceView space)
    {
        ulong[] words = new ulong[products.Words.Length];
        RowSet.RunReader runs = products.ReadRuns();
        while (runs.Next(out int first, out int end))
        {
            for (int ordinal = first; ordinal < end; ordinal++)
            {
                int slot = space.ToSlot(ordinal);
                if ((uint)slot < (uint)space.Count && space.ToOrdinal(slot) == ordinal)
                {
                    RowBits.Set(words, slot);
                }
            }
        }

        return new RowSet(words);
    }
}
