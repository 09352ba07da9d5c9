using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Structure of one space: permutations, cells, neighbor lists, layers, equal rows, and the certificate of reach.
/// </summary>
internal sealed class SpaceVerifier(OpenSnapshot snapshot, int space)
{
    private readonly SnapshotSections _sections = snapshot.Sections;
    private readonly SpaceView _view = snapshot.Spaces[space];
    private readonly SpaceHeader _header = snapshot.Header.Spaces[space];
    private readonly CodeVerifier _codes = new(snapshot.Sections);

    /// <summary>Section of the lists of layer 0, packed or not.</summary>
    private uint Lists => SectionId.OfSpace(
        space, _view.Base.Lists.IsPlain ? SectionId.Neighbors : SectionId.PackedNeighbors);

    public void Verify()
    {
        CheckPermutation();
        new ExactVerifier(snapshot, space).Verify();
        CheckCodes(_view.Codes, SectionId.OfSpace(space, SectionId.Codes));
        if (_view.Model.Navigation is Navigation navigation)
        {
            _codes.CheckNavigation(_view, navigation, space);
        }

        CheckCells();
        if (_view.Cells is CellView view)
        {
            CheckGroups(view);
        }

        CheckEqualRows();
        if (_view.HasGraph)
        {
            CheckLists(_view.Base, Lists, isBase: true);
            CheckUpper();
            CheckReach();
        }

        CheckCalibration();
    }

    private void CheckPermutation()
    {
        for (int slot = 0; slot < _view.Count; slot++)
        {
            int ordinal = _view.ToOrdinal(slot);
            if ((uint)ordinal >= (uint)_view.Count || _view.ToSlot(ordinal) != slot)
            {
                _sections.Require(
                    good: false,
                    SectionId.OfSpace(space, SectionId.Ordinals),
                    $"slot {slot} and ordinal {ordinal} do not lead to each other");
            }
        }
    }

    private void CheckCodes(CodeRows codes, uint section) =>
        _codes.CheckRange(codes, snapshot.Header.Dimension, section);

    private void CheckCells()
    {
        uint section = SectionId.OfSpace(space, SectionId.Cells);
        NativeView<Cell> cells = _sections.Get<Cell>(section, _header.Cells);
        int next = 0;
        for (int i = 0; i < cells.Length; i++)
        {
            Cell cell = cells[i];
            bool good = cell.First == next && cell.Count is >= 1 and <= Cell.Size
                && (uint)cell.Category < (uint)snapshot.Header.CategoryCount;
            _sections.Require(good, section, $"cell {i} is not where it belongs");
            next += cell.Count;
        }

        _sections.Require(next == _view.Count, section, "the cells do not hold all products");
    }

    /// <summary>Groups hold all cells in order; centroids are codes like any others.</summary>
    private void CheckGroups(CellView view)
    {
        uint section = SectionId.OfSpace(space, SectionId.GroupStarts);
        _sections.Require(
            view.GroupStarts[0] == 0 && view.GroupStarts[view.Groups] == view.Count,
            section,
            "the groups do not hold all cells");
        for (int group = 0; group < view.Groups; group++)
        {
            int cells = view.GroupStarts[group + 1L] - view.GroupStarts[group];
            _sections.Require(cells is >= 1 and <= CellGroups.MaxCells, section, $"group {group} holds {cells} cells");
        }

        CheckCodes(view.Centroids, SectionId.OfSpace(space, SectionId.Centroids));
        CheckCodes(view.GroupCentroids, SectionId.OfSpace(space, SectionId.GroupCentroids));
    }

    private void CheckEqualRows()
    {
        uint section = SectionId.OfSpace(space, SectionId.EqualRows);
        NativeView<int> pairs = _view.EqualRows;
        for (long i = 0; i < pairs.Length; i += 2)
        {
            int node = pairs[i];
            int row = pairs[i + 1];
            bool ordered = i == 0 || pairs[i - 2] < node || (pairs[i - 2] == node && pairs[i - 1] < row);
            bool good = ordered && (uint)node < (uint)row && (uint)row < (uint)_view.Count && _view.NodeOf(row) == node
                && _view.Base.Codes.Row(node).SequenceEqual(_view.Base.Codes.Row(row));
            _sections.Require(good, section, $"row {row} is not equal to node {node}");
        }

        if (_view.HasGraph)
        {
            _sections.Require(
                _header.Nodes + (pairs.Length / 2) == _view.Count,
                section,
                "nodes and equal rows do not make up all products");
            return;
        }

        // As many pairs as above, each of which was found here: no other can be among them.
        section = SectionId.OfSpace(space, SectionId.EqualNodes);
        for (long i = 2; i < _view.EqualNodes.Length; i += 2)
        {
            _sections.Require(
                _view.EqualNodes[i - 2] < _view.EqualNodes[i], section, $"row {_view.EqualNodes[i]} is not in order");
        }

        _sections.Require(
            _header.Nodes == 0 && _header.Reachable == 0 && _header.EntryPoint == 0,
            section,
            "the header tells of nodes without a graph");
    }

    private void CheckLists(LayerView layer, uint section, bool isBase)
    {
        // Asking each neighbor's own list whether it is a node would be a miss of the cache for each of them.
        ulong[]? nodes = isBase ? NodesOf(layer) : null;

        // Which of 2048 places the neighbors so far fell on: only where two share one are they compared.
        Span<ulong> places = stackalloc ulong[32];
        Span<int> room = stackalloc int[layer.Degree];
        for (int node = 0; node < layer.Count; node++)
        {
            ReadOnlySpan<int> list = layer.Neighbors(node, room);
            int count = list.IndexOfAnyInRange(int.MinValue, -1);
            count = count < 0 ? list.Length : count;
            bool isNode = !isBase || list[0] >= LayerView.End;
            bool rest = list[count..].IndexOfAnyExcept(LayerView.End) < 0
                || (!isNode && list[1..].IndexOfAnyExcept(LayerView.End) < 0);
            if (!rest || (!isNode && count != 0))
            {
                _sections.Require(good: false, section, $"the neighbor list of node {node} goes on behind its end");
            }

            places.Clear();
            for (int i = 0; i < count; i++)
            {
                int neighbor = list[i];
                if ((uint)neighbor >= (uint)layer.Count || neighbor == node
                    || (nodes is not null && (nodes[neighbor >> 6] & (1UL << neighbor)) == 0))
                {
                    _sections.Require(good: false, section, $"neighbor {neighbor} of node {node} is none");
                }

                uint place = ((uint)neighbor * 0x9E3779B1u) >> 21;
                ref ulong word = ref places[(int)(place >> 6)];
                ulong bit = 1UL << (int)place;
                if ((word & bit) != 0 && list[..i].Contains(neighbor))
                {
                    _sections.Require(good: false, section, $"neighbor {neighbor} of node {node} is none");
                }

                word |= bit;
            }
        }
    }

    /// <summary>
    /// A bit for each row that is a node; the others are equal rows, whose lists begin with another mark.
    /// </summary>
    private static ulong[] NodesOf(LayerView layer)
    {
        ulong[] nodes = new ulong[(layer.Count + 63L) / 64];
        for (int row = 0; row < layer.Count; row++)
        {
            if (layer.Lists.NodeOf(row) == LayerView.End)
            {
                nodes[row >> 6] |= 1UL << row;
            }
        }

        return nodes;
    }

    private void CheckUpper()
    {
        for (int layer = 1; layer <= _view.Upper.Length; layer++)
        {
            LayerView upper = _view.Upper[layer - 1];
            LayerView below = layer == 1 ? _view.Base : _view.Upper[layer - 2];
            uint section = SectionId.OfUpper(space, SectionId.UpperBelow, layer);
            int dimension = _view.Model.Navigation?.Dimension ?? _view.Model.Dimension;
            _codes.CheckRange(upper.Codes, dimension, SectionId.OfUpper(space, SectionId.UpperCodes, layer));
            CheckLists(upper, SectionId.OfUpper(space, SectionId.UpperNeighbors, layer), isBase: false);
            for (int node = 0; node < upper.Count; node++)
            {
                int lower = upper.Below[node];
                bool good = (uint)lower < (uint)below.Count && (node == 0 || upper.Below[node - 1L] < lower)
                    && upper.Codes.Row(node).SequenceEqual(below.Codes.Row(lower));
                _sections.Require(good, section, $"node {node} of layer {layer} is not the node below it");
            }
        }
    }

    private void CheckReach()
    {
        uint section = Lists;
        int reached = _view.Count == 0 ? 0
            : Reachability.Count(_view.Base.Lists, _view.Count, _view.EntryPoint);
        _sections.Require(
            reached == _header.Reachable && reached == _header.Nodes,
            section,
            $"{reached} of {_header.Nodes} nodes can be reached from the entry point, the header says "
            + $"{_header.Reachable}");
    }

    /// <summary>Whether a file has points and their table of misses; it has none of them or both.</summary>
    private bool HasBoth(uint points, uint misses, string what)
    {
        bool has = _sections.Contains(points);
        string problem = $"the points and the table of {what} come together, but one is missing";
        _sections.Require(has == _sections.Contains(misses), points, problem);
        return has;
    }

    private void CheckStops()
    {
        uint section = SectionId.OfSpace(space, SectionId.WalkStops);
        uint misses = SectionId.OfSpace(space, SectionId.WalkMisses);
        if (!HasBoth(section, misses, "the walk's stops"))
        {
            return;
        }

        NativeView<WalkStopRow> rows = CheckRows<WalkStopRow>(section, "stops of the walk");
        long length = _sections.Get<ushort>(misses, -1).Length;
        int states = CalibrationRow.Kinds * CalibrationRow.MeasuredK.Length * StopStates.Count;
        _sections.Require(
            length == (rows.IsEmpty ? 0 : states), misses, $"{length} states of the walk where {states} belong");
    }

    private void CheckStarts()
    {
        uint section = SectionId.OfSpace(space, SectionId.CellStarts);
        uint misses = SectionId.OfSpace(space, SectionId.CellStartMisses);
        if (!HasBoth(section, misses, "walks that start from cells"))
        {
            return;
        }

        NativeView<CellStartRow> rows = CheckRows<CellStartRow>(section, "starts from cells");
        int starts = rows.IsEmpty ? 0 : 1;
        for (int i = 1; i < rows.Length; i++)
        {
            starts += rows[i].Cells != rows[i - 1].Cells ? 1 : 0;
        }

        long length = _sections.Get<ushort>(misses, -1).Length;
        long states = (long)starts * CalibrationRow.MeasuredK.Length * StopStates.Count;
        _sections.Require(length == states, misses, $"{length} states of {starts} starts from cells");
    }

    private void CheckCalibration()
    {
        if (_view.HasGraph)
        {
            CheckRows<CalibrationRow>(SectionId.OfSpace(space, SectionId.Calibration), "rows of the calibration");
        }

        CheckStops();
        CheckStarts();
        uint ofCells = SectionId.OfSpace(space, SectionId.CellCalibration);
        if (_sections.Contains(ofCells))
        {
            CheckRows<CellCalibrationRow>(ofCells, "rows of the calibration of the cells");
        }
    }

    private NativeView<T> CheckRows<T>(uint section, string name)
        where T : unmanaged, IMeasuredRow
    {
        NativeView<T> rows = _sections.Get<T>(section, -1);
        _sections.Require(rows.Length <= MeasuredRows.Max, section, $"there are too many {name}");
        for (long i = 0; i < rows.Length; i++)
        {
            _sections.Require(rows[i].IsSound, section, $"some {name} make no sense");
        }

        return rows;
    }
}
