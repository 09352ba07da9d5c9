using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Snapshot;

/// <summary>
/// All that a search reads of one space, as views over bytes that somebody else owns. Rows stand in the cell order of
/// the space ("slots"); in Similar a slot is the ordinal, in Next a permutation maps between them.
/// </summary>
internal sealed class SpaceView
{
    private GroupStatistics? _groupStatistics;
    private CodeLanes? _lanes;

    public required SpaceModel Model { get; init; }

    public required ExactRows Exact { get; init; }

    /// <summary>What the codes of each row lost, in 255ths of the model's row error.</summary>
    public required NativeView<byte> RowErrors { get; init; }

    /// <summary>The codes of all rows.</summary>
    public required CodeRows Codes { get; init; }

    /// <summary>
    /// Layer 0: the codes of all rows that walks compare, short ones where the model navigates, and their neighbor
    /// lists; lists without places where there is no graph.
    /// </summary>
    public required LayerView Base { get; init; }

    /// <summary>The layers above, layer 1 first.</summary>
    public required LayerView[] Upper { get; init; }

    /// <summary>Row on layer 0 where a walk starts when there are no upper layers.</summary>
    public required int EntryPoint { get; init; }

    /// <summary>
    /// (node, row) pairs of rows whose codes in walks equal those of a node, ascending: they are not in the graph.
    /// </summary>
    public NativeView<int> EqualRows { get; init; }

    /// <summary>
    /// Equal rows as (row, node) pairs, ascending; empty where there is a graph, whose unused lists say it.
    /// </summary>
    public NativeView<int> EqualNodes { get; init; }

    /// <summary>Whether there is anything to walk on.</summary>
    public bool HasGraph
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Base.Degree > 0;
    }

    /// <summary>
    /// Whether there is neither a graph nor cells: every search looks at all matches, and every answer is exact.
    /// </summary>
    public bool IsScanned
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !HasGraph && Cells is null;
    }

    /// <summary>Whether all rows are so few that a scan takes them at once.</summary>
    public bool IsSmall
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => CodeLanes.Fits(Count, Model.Dimension);
    }

    /// <summary>
    /// Whether memory cannot hold the file: rows that a search is about to read are asked for together, before it waits
    /// for the first of them.
    /// </summary>
    public bool IsScarce { get; init; }

    /// <summary>The cells; null in a file that was written without their 4-bit codes.</summary>
    public CellView? Cells { get; init; }

    /// <summary>
    /// How products lie around the groups of cells; made when it is first asked for, in a space with cells.
    /// </summary>
    public GroupStatistics GroupStatistics
    {
        get => Volatile.Read(ref _groupStatistics)
            ?? Interlocked.CompareExchange(ref _groupStatistics, new GroupStatistics(this), null)
            ?? _groupStatistics!;
    }

    /// <summary>
    /// The codes in lanes, for scans of all rows; made when they are first asked for. Null where the space is too
    /// large for them, or where the processor gains nothing by them.
    /// </summary>
    public CodeLanes? Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get => Volatile.Read(ref _lanes) is CodeLanes lanes ? lanes
            : CodeLanes.IsSupported && IsSmall ? MakeLanes() : null;
    }

    /// <summary>Slot to ordinal; empty where they are the same.</summary>
    public NativeView<int> Ordinals { get; init; }

    /// <summary>Ordinal to slot; empty where they are the same.</summary>
    public NativeView<int> Slots { get; init; }

    public int Count => Codes.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ToOrdinal(int row) => Ordinals.IsEmpty ? row : Ordinals[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ToSlot(int ordinal) => Slots.IsEmpty ? ordinal : Slots[ordinal];

    /// <summary>
    /// The ordinal of a row; false where a forged permutation leads nowhere or leads two rows to one ordinal, so that
    /// no product can stand in an answer twice.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGetOrdinal(int row, out int ordinal)
    {
        ordinal = ToOrdinal(row);
        return (uint)ordinal < (uint)Count && ToSlot(ordinal) == row;
    }

    /// <summary>The other rows whose codes equal those of a node; none of them is in the graph.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EqualRowReader RowsEqualTo(int node) => new(EqualRows, node);

    /// <summary>
    /// The node of a row: itself, or the row that it equals, which its unused neighbor list names, or a
    /// pair of <see cref="EqualNodes"/>. -1 where the row is none; a forged file can say any number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NodeOf(int row)
    {
        if ((uint)row >= (uint)Count)
        {
            return -1;
        }

        if (!HasGraph)
        {
            long pair = Graph.EqualRows.IndexOf(EqualNodes, row);
            return 2 * pair < EqualNodes.Length && EqualNodes[2 * pair] == row ? EqualNodes[(2 * pair) + 1] : row;
        }

        int node = Base.Lists.NodeOf(row);
        return node == LayerView.End ? row : node;
    }

    private CodeLanes MakeLanes()
    {
        Interlocked.CompareExchange(ref _lanes, CodeLanes.Of(Codes, Model.Dimension), null);
        return _lanes;
    }
}
