using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Makes the views of a search from the sections of a snapshot: the only place where file and graph meet. Lengths are
/// checked against the header's counts; floats that enter every similarity are checked to be finite.
/// </summary>
internal static class SnapshotViews
{
    // Lengths of vectors of float32 numbers, at most 4,096 of them.
    private const double LeastRadius = 1e-46;
    private const double LargestRadius = 1e41;

    /// <summary>
    /// Length of the section of a navigation in numbers of 8 bytes: the unit, and four whole numbers of 4 bytes. What
    /// short codes lose may follow.
    /// </summary>
    private const int NavigationNumbers = 3;

    public static SpaceView OpenSpace(SnapshotSections sections, SnapshotHeader header, int space)
    {
        int count = header.ProductCount;
        SpaceHeader part = header.Spaces[space];
        SpaceModel model = OpenModel(sections, header, space);
        int stride = model.CodeStride;
        CodeRows codes = new(sections.Get<byte>(Id(SectionId.Codes), (long)count * stride), count, stride);
        CodeRows walked = model.Navigation is Navigation navigation
            ? new CodeRows(
                sections.Get<byte>(Id(SectionId.ShortCodes), (long)count * navigation.Stride), count, navigation.Stride)
            : codes;
        _ = sections.Get<float>(Id(SectionId.Norms), count);
        LayerView[] upper = new LayerView[part.UpperLayers];
        for (int layer = 1; layer <= upper.Length; layer++)
        {
            upper[layer - 1] = OpenUpper(sections, header, space, layer, walked.Stride);
        }

        CellView? cells = OpenCells(sections, header, space, stride);
        bool losesCells = cells is null && sections.Contains(Id(SectionId.GroupStarts));
        if (!header.HasGraph && (losesCells || HasLists()))
        {
            string problem = losesCells
                ? "there is neither a graph nor searchable cells, yet there are groups of cells"
                : "M is 0, as without a graph, yet there are neighbor lists";
            throw sections.Fault("header", SnapshotLayout.M, problem);
        }

        return new SpaceView
        {
            Model = model,
            Exact = OpenExact(sections, header, space, model, codes),
            RowErrors = sections.Get<byte>(Id(SectionId.RowErrors), count),
            Codes = codes,
            Base = new LayerView(walked, OpenLists(sections, header, space), default),
            Upper = upper,
            EntryPoint = part.EntryPoint,
            EqualRows = sections.Get<int>(Id(SectionId.EqualRows), 2L * part.EqualRows),
            EqualNodes = header.HasGraph ? default : sections.Get<int>(Id(SectionId.EqualNodes), 2L * part.EqualRows),
            Cells = cells,
            IsScarce = MappedFile.IsScarce(sections.File.Length),
            Ordinals = space == 0 ? default : OpenPermutation(SectionId.Ordinals),
            Slots = space == 0 ? default : OpenPermutation(SectionId.Slots),
        };

        uint Id(uint section) => SectionId.OfSpace(space, section);

        bool HasLists() =>
            sections.Contains(Id(SectionId.Neighbors)) || sections.Contains(Id(SectionId.PackedNeighbors));

        NativeView<int> OpenPermutation(uint section) => sections.Get<int>(Id(section), count);
    }

    /// <summary>Opens the neighbor lists of layer 0; those of an earlier build have four bytes a number.</summary>
    private static NodeLists OpenLists(SnapshotSections sections, SnapshotHeader header, int space)
    {
        int degree = 2 * header.M;
        int count = header.ProductCount;
        uint packed = SectionId.OfSpace(space, SectionId.PackedNeighbors);
        int width = NodeLists.WidthFor(count);
        return !header.HasGraph ? new NodeLists(default, 0)
            : width < sizeof(int) && sections.Contains(packed)
                ? new NodeLists(
                    sections.Get<byte>(packed, NodeLists.BytesFor(count, degree, width)), degree, width)
            : new NodeLists(
                sections.Get<int>(SectionId.OfSpace(space, SectionId.Neighbors), (long)count * degree), degree);
    }

    /// <summary>
    /// Opens the vectors as given where the file has them, as it must for dot products; else what stands behind the
    /// codes, or, in a file of an earlier build, the rounded rows.
    /// </summary>
    private static ExactRows OpenExact(
        SnapshotSections sections, SnapshotHeader header, int space, SpaceModel model, CodeRows codes)
    {
        int count = header.ProductCount;
        long numbers = (long)count * header.Dimension;
        switch (model.ExactForm)
        {
            case ExactForm.Given:
                return new ExactRows(
                    sections.Get<float>(Id(SectionId.GivenRows), numbers), count, header.Dimension, model.Form.Radius);
            case ExactForm.Residual:
                long bytes = ((long)count * ResidualRows.StrideFor(header.Dimension)) + ExactRows.SlackBytes;
                return new ExactRows(
                    new ResidualRows(
                        codes,
                        sections.Get<byte>(Id(SectionId.ResidualRows), bytes),
                        sections.Get<int>(Id(SectionId.OutlierStarts), ResidualRows.BlocksFor(count) + 1L),
                        sections.Get<Outlier>(Id(SectionId.Outliers), -1),
                        model));
            default:
                return new ExactRows(
                    sections.Get<byte>(Id(SectionId.ExactRows), (numbers * sizeof(short)) + ExactRows.SlackBytes),
                    sections.Get<float>(Id(SectionId.ExactScales), count),
                    count,
                    header.Dimension);
        }

        uint Id(uint section) => SectionId.OfSpace(space, section);
    }

    /// <summary>Reads which form decides the order, from the sections that are there.</summary>
    private static ExactForm OpenExactForm(SnapshotSections sections, int space, RowForm form, Rotation rotation)
    {
        uint residual = SectionId.OfSpace(space, SectionId.ResidualRows);
        if (form.IsDot || sections.Contains(SectionId.OfSpace(space, SectionId.GivenRows)))
        {
            return ExactForm.Given;
        }

        if (!sections.Contains(residual))
        {
            return ExactForm.Rounded;
        }

        return rotation.CanUndo && !sections.Contains(SectionId.OfSpace(space, SectionId.Stretch))
            ? ExactForm.Residual
            : throw sections.Fault(
                SectionId.NameOf(residual),
                sections.OffsetOf(residual),
                "rows behind their codes go with the signs of a rotation and without a stretch");
    }

    private static CellView? OpenCells(SnapshotSections sections, SnapshotHeader header, int space, int stride)
    {
        int cells = header.Spaces[space].Cells;
        NativeView<Cell> rows = sections.Get<Cell>(Id(SectionId.Cells), cells);
        NativeView<byte> centroids = sections.Get<byte>(Id(SectionId.Centroids), (long)cells * stride);
        if (!sections.Contains(Id(SectionId.CellBlocks)))
        {
            return null;
        }

        NativeView<int> starts = sections.Get<int>(Id(SectionId.GroupStarts), -1);
        if (starts.Length < 1 || starts.Length > cells + 1L)
        {
            throw sections.Fault(
                SectionId.NameOf(Id(SectionId.GroupStarts)),
                sections.OffsetOf(Id(SectionId.GroupStarts)),
                $"{starts.Length - 1} groups of {cells} cells");
        }

        // Every cell in a group, as far as the ends tell: a search that takes groups would else overlook the others.
        int groups = (int)starts.Length - 1;
        if (starts[0] != 0 || starts[groups] != cells || cells > (long)groups * CellGroups.MaxCells)
        {
            throw sections.Fault(
                SectionId.NameOf(Id(SectionId.GroupStarts)),
                sections.OffsetOf(Id(SectionId.GroupStarts)),
                $"{groups} groups of up to {CellGroups.MaxCells} cells do not hold all {cells} cells");
        }

        int quantisers = CellQuery.SubQuantisersFor(header.Dimension);
        int codebookBytes = quantisers * CellQuery.CodebookBytes;
        return new CellView
        {
            Dimension = header.Dimension,
            Cells = rows,
            Centroids = new CodeRows(centroids, cells, stride),
            GroupStarts = starts,
            GroupCentroids = new CodeRows(
                sections.Get<byte>(Id(SectionId.GroupCentroids), (long)groups * stride), groups, stride),
            Blocks = new CellBlocks(
                sections.Get<byte>(Id(SectionId.CellBlocks), CellEncoder.Bytes(cells, header.Dimension)),
                cells,
                quantisers),
            Codebook = sections.Get<sbyte>(Id(SectionId.CellCodebook), codebookBytes).Slice(0, codebookBytes).ToArray(),
        };

        uint Id(uint section) => SectionId.OfSpace(space, section);
    }

    private static SpaceModel OpenModel(SnapshotSections sections, SnapshotHeader header, int space)
    {
        int dimension = header.Dimension;
        uint id = SectionId.OfSpace(space, SectionId.Model);
        NativeView<byte> bytes = sections.Get<byte>(id, 24 + (4L * dimension));
        NativeView<double> doubles = bytes.Cast<double>();
        NativeView<float> floats = bytes.Cast<float>();
        float step = floats[4];
        float[] mean = floats.Slice(6, dimension).ToArray();
        double rowError = doubles[0];
        double rowLength = doubles[1];
        if (!(step > 0) || !float.IsFinite(step) || !IsWithin(rowError) || !IsWithin(rowLength) || !AllFinite(mean))
        {
            throw sections.Fault(
                SectionId.NameOf(id),
                sections.OffsetOf(id),
                "the model of the space holds numbers that are not finite or out of range");
        }

        Rotation rotation = OpenRotation(sections, dimension);
        RowForm form = OpenForm(sections, header, space);
        return new SpaceModel(
            dimension,
            mean,
            rotation,
            step,
            rowError,
            rowLength,
            OpenStretch(sections, space, mean),
            OpenExactForm(sections, space, form, rotation))
        {
            Form = form,
            Navigation = OpenNavigation(sections, header, space),
        };
    }

    /// <summary>Reads the rotation of all spaces: signs, or a matrix in a file of an earlier build.</summary>
    private static Rotation OpenRotation(SnapshotSections sections, int dimension)
    {
        if (sections.Contains(SectionId.RotationSigns))
        {
            int words = HadamardRotation.SignWords(dimension);
            uint[] signs = sections.Get<uint>(SectionId.RotationSigns, words).Slice(0, words).ToArray();
            return new Rotation(signs, dimension);
        }

        int length = dimension * Rotation.PaddedWidth(dimension);
        float[] matrix = sections.Get<float>(SectionId.RotationMatrix, length).Slice(0, length).ToArray();
        return AllFinite(matrix)
            ? new Rotation(matrix, dimension)
            : throw sections.Fault(
                SectionId.NameOf(SectionId.RotationMatrix),
                sections.OffsetOf(SectionId.RotationMatrix),
                "the rotation holds numbers that are not finite or out of range");
    }

    /// <summary>Reads how rows become short codes; files without them do not say it.</summary>
    private static Navigation? OpenNavigation(SnapshotSections sections, SnapshotHeader header, int space)
    {
        uint id = SectionId.OfSpace(space, SectionId.Navigation);
        if (!sections.Contains(id))
        {
            return null;
        }

        NativeView<double> doubles = sections.Get<double>(id, -1);
        bool saysLost = doubles.Length > NavigationNumbers;
        NativeView<byte> bytes = sections.Get<byte>(id, sizeof(double) * (NavigationNumbers + (saysLost ? 1 : 0)));
        double unit = doubles[0];
        double lost = saysLost ? doubles[NavigationNumbers] : 0;
        NativeView<int> numbers = bytes.Cast<int>();
        int dimension = numbers[2], step = numbers[3], low = numbers[4], high = numbers[5];
        if (!header.HasGraph || !Navigation.Fits(header.Dimension, dimension) || !(unit is > 0 and <= 1)
            || step is < 1 or > 1 << 24 || low < 1 || high < low || high > Navigation.MostDepth
            || !(lost is >= 0 and <= Navigation.MostLost))
        {
            throw sections.Fault(
                SectionId.NameOf(id), sections.OffsetOf(id), "the numbers of the short codes are out of range");
        }

        int stride = CodeRows.StrideFor(header.Dimension);
        return new Navigation(
            new CodeRows(
                sections.Get<byte>(SectionId.OfSpace(space, SectionId.NavigationAxes), (long)dimension * stride),
                dimension,
                stride),
            unit,
            step,
            low,
            high,
            lost);
    }

    private static Stretch? OpenStretch(SnapshotSections sections, int space, float[] mean)
    {
        uint id = SectionId.OfSpace(space, SectionId.Stretch);
        if (!sections.Contains(id))
        {
            return null;
        }

        Stretch stretch = new(sections.Get<double>(id, 1)[0], mean);
        if (!(stretch.Factor is >= 1 and <= Stretch.Most) || !stretch.HasAxis)
        {
            throw sections.Fault(
                SectionId.NameOf(id),
                sections.OffsetOf(id),
                $"the stretch must be a factor from 1 to {Stretch.Most:F0} along a mean that is not zero");
        }

        return stretch;
    }

    /// <summary>Reads how vectors become rows; files whose spaces all have cosines do not say it.</summary>
    private static RowForm OpenForm(SnapshotSections sections, SnapshotHeader header, int space)
    {
        if (!sections.Contains(SectionId.Radii))
        {
            return default;
        }

        NativeView<double> radii = sections.Get<double>(SectionId.Radii, header.SpaceCount);
        bool hasDot = false;
        bool isSound = header.Dimension > 1;
        for (int i = 0; i < header.SpaceCount; i++)
        {
            hasDot |= radii[i] > 0;
            isSound &= radii[i] == 0 || radii[i] is >= LeastRadius and <= LargestRadius;
        }

        if (!hasDot || !isSound)
        {
            throw sections.Fault(
                SectionId.NameOf(SectionId.Radii),
                sections.OffsetOf(SectionId.Radii),
                "the radii of the dot products are out of range");
        }

        return new RowForm(radii[space], HasExtra: true);
    }

    private static bool IsWithin(double value) => value is >= 0 and <= 1e6;

    private static bool AllFinite(float[] values)
    {
        foreach (float value in values)
        {
            if (!(Math.Abs(value) <= 1e6f))
            {
                return false;
            }
        }

        return true;
    }

    private static LayerView OpenUpper(
        SnapshotSections sections, SnapshotHeader header, int space, int layer, int stride)
    {
        NativeView<int> below = sections.Get<int>(SectionId.OfUpper(space, SectionId.UpperBelow, layer), -1);
        if (below.Length is < 1 or > int.MaxValue)
        {
            throw sections.Fault(
                $"layer {layer}",
                sections.OffsetOf(SectionId.OfUpper(space, SectionId.UpperBelow, layer)),
                "an upper layer without nodes");
        }

        int count = (int)below.Length;
        return new LayerView(
            new CodeRows(
                sections.Get<byte>(SectionId.OfUpper(space, SectionId.UpperCodes, layer), (long)count * stride),
                count,
                stride),
            sections.Get<int>(SectionId.OfUpper(space, SectionId.UpperNeighbors, layer), (long)count * header.M),
            below,
            header.M);
    }
}
