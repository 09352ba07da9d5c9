using System.Linq;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>
/// Builds one space: learns its model, computes codes, sorts them into cell order, builds the graph, and writes every
/// section as soon as it is final, so that memory holds little more than codes and graph.
/// </summary>
internal sealed class SpaceBuild(
    int space,
    EmbeddingFile vectors,
    int[] rows,
    Rotation rotation,
    RowForm form,
    BuildOptions options,
    ParallelContext context,
    Action<string, long, long> report)
{
    private const int BlockOfRows = 1 << 15;

    private readonly int _dimension = vectors.Dimension + form.Extra;

    /// <summary>What is noticed about the vectors; filled by <see cref="Run"/>.</summary>
    public VectorSurvey Survey { get; } = new(space == 0 ? "Similar" : "Next", rows.Length);

    /// <summary>Whether the vectors are written as given; set by <see cref="Run"/>.</summary>
    public bool KeepsGiven { get; private set; }

    /// <summary>
    /// Writes all sections except the calibration. rows[i] is the row of product i, in input order, in the embedding
    /// file. Returns the cell order, whose Rows maps slots to products.
    /// </summary>
    public CellOrder Run(SnapshotWriter writer, int[] primaryCategory, CategoryTree tree)
    {
        int count = rows.Length;
        SpaceModel model = Learn();
        int stride = model.CodeStride;
        AlignedBuffer<byte> inputCodes = new((long)count * stride);
        AlignedBuffer<byte> inputErrors = new(count);
        model = Encode(model, inputCodes.View, inputErrors.View);
        report("ordering into cells", 0, 1);
        CellOrder order = new CellOrderBuilder(
            new CodeRows(inputCodes.View, count, stride), _dimension, context).Build(primaryCategory, tree.Ends);
        report("ordering into cells", 1, 1);

        using AlignedBuffer<byte> ordered = Reorder(inputCodes, order.Rows, stride);
        using AlignedBuffer<byte> errors = Reorder(inputErrors, order.Rows, 1);
        CodeRows codes = new(ordered.View, count, stride);
        WriteModel(writer, model);
        writer.Write(Id(SectionId.Codes), ordered.View);
        writer.Write(Id(SectionId.RowErrors), errors.View);
        new ExactSections(space, vectors, rows, form, context, report).Write(writer, order.Rows, codes, model);
        WriteCells(writer, codes, order.Cells);

        using NavigationBuild? navigation = options.HasGraph ? Navigate(writer, model, codes, order.Rows) : null;
        CodeRows walked = navigation is null ? codes
            : new CodeRows(navigation.Codes.View, count, navigation.Navigation.Stride);
        int walkedDimension = navigation?.Navigation.Dimension ?? _dimension;
        (int[] nodes, int[] pairs) = EqualRows.Find(walked, context);
        Survey.CountEqual(pairs, order.Rows);
        SpaceHeader header = writer.Header.Spaces[space];
        header.Cells = order.Cells.Count;
        header.EqualRows = pairs.Length / 2;
        if (!options.HasGraph)
        {
            writer.Write<int>(Id(SectionId.EqualRows), pairs);
            writer.Write<int>(Id(SectionId.EqualNodes), ByRow(pairs));
            return order;
        }

        using BuiltGraph graph = new GraphBuilder(
            options.M, options.EfConstruction, options.Seed + (ulong)space, context)
            .Build(walked, walkedDimension, nodes);
        WriteGraph(writer, graph, pairs);
        Survey.CountHubs(graph.Lists.View, 2 * options.M, order.Rows);

        header.Nodes = nodes.Length;
        header.Reachable = count == 0
            ? 0
            : Reachability.Count(new NodeLists(graph.Lists.View, 2 * options.M), count, graph.EntryPoint);
        header.Repaired = graph.Repaired;
        header.EntryPoint = graph.EntryPoint;
        header.UpperLayers = graph.Upper.Count;
        return order;
    }

    private static AlignedBuffer<byte> Reorder(AlignedBuffer<byte> input, int[] order, int stride)
    {
        AlignedBuffer<byte> ordered = new(input.Length);
        for (int i = 0; i < order.Length; i++)
        {
            input.View.Slice((long)order[i] * stride, stride).CopyTo(ordered.View.Slice((long)i * stride, stride));
        }

        input.Dispose();
        return ordered;
    }

    /// <summary>Converts (node, row) pairs to ascending (row, node) pairs.</summary>
    private static int[] ByRow(int[] pairs)
    {
        long[] keys = new long[pairs.Length / 2];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)pairs[(2 * i) + 1] << 32) | (uint)pairs[2 * i];
        }

        Array.Sort(keys);
        int[] flat = new int[pairs.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            flat[2 * i] = (int)(keys[i] >> 32);
            flat[(2 * i) + 1] = (int)keys[i];
        }

        return flat;
    }

    private uint Id(uint section) => SectionId.OfSpace(space, section);

    /// <summary>Learns mean and step of the space.</summary>
    private SpaceModel Learn()
    {
        int count = rows.Length;
        int blocks = (count + SpaceEncoder.BlockRows - 1) / SpaceEncoder.BlockRows;
        double[][] sums = new double[blocks][];
        context.ForEachBlock(blocks, 1, () => new VectorRow(_dimension, form), (row, from, to) =>
        {
            for (int block = from; block < to; block++)
            {
                double[] sum = new double[_dimension];
                int end = Math.Min(count, (block + 1) * SpaceEncoder.BlockRows);
                for (int i = block * SpaceEncoder.BlockRows; i < end; i++)
                {
                    row.Read(vectors, rows[i]);
                    for (int j = 0; j < sum.Length; j++)
                    {
                        sum[j] += row.Unit[j];
                    }
                }

                sums[block] = sum;
                report("reading vectors", Math.Min(count, (block + 1L) * SpaceEncoder.BlockRows), count);
            }
        });

        float[] mean = SpaceEncoder.Mean(sums, _dimension, count);
        Survey.MeanCosine = StretchLearning.MeanCosine(mean.AsSpan(0, vectors.Dimension));
        (Stretch? stretch, float length) = StretchLearning.Learn(vectors, rows, mean, form);
        SpaceModel centred = new(_dimension, mean, rotation, 1, 0, 0, stretch) { Form = form };
        long[] histogram = new long[2 << 16];
        VectorRow sample = new(_dimension, form);
        for (int i = 0; i < count; i += SpaceEncoder.SampleStride(count))
        {
            long weight = form.WeightOf(sample.Read(vectors, rows[i]));
            centred.Centre(sample.Unit, sample.Plain, sample.Rotated);
            for (int j = 0; j < _dimension; j++)
            {
                histogram[SpaceEncoder.Bin(sample.Rotated[j] / length)] += weight;
            }
        }

        float step = length * SpaceEncoder.StepFrom(histogram);
        return new SpaceModel(_dimension, mean, rotation, step, 0, 0, stretch) { Form = form };
    }

    /// <summary>Writes the codes in input order; returns the model with its bounds.</summary>
    private SpaceModel Encode(SpaceModel model, NativeView<byte> codes, NativeView<byte> errorBytes)
    {
        int count = rows.Length;
        int stride = model.CodeStride;
        double[] errors = new double[count];
        double[] longest = new double[(count / SpaceEncoder.BlockRows) + 1];
        ExactFormProbe? probe = form.IsDot ? null : new ExactFormProbe(ReadUnit, count, longest.Length);
        context.ForEachBlock(count, SpaceEncoder.BlockRows, () => new VectorRow(_dimension, form), (row, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                row.Read(vectors, rows[i]);
                model.Centre(row.Unit, row.Plain, row.Rotated);
                Span<byte> target = codes.Slice((long)i * stride, stride);
                model.Encode(row.Rotated, target);
                (errors[i], double length) = model.Measure(row.Rotated, target);
                longest[from / SpaceEncoder.BlockRows] = Math.Max(longest[from / SpaceEncoder.BlockRows], length);
                probe?.Offer(from / SpaceEncoder.BlockRows, i, row.Unit);
            }

            report("writing codes", to, count);
        });

        double largest = 0;
        foreach (double error in errors)
        {
            largest = Math.Max(largest, error);
        }

        for (int i = 0; i < count; i++)
        {
            errorBytes[i] = SpaceModel.ErrorByte(errors[i], largest);
        }

        double length = longest.Max();
        SpaceModel encoded = ModelWith(
            form.HasExtra || !ResidualRows.IsFine(model.Step) ? ExactForm.Rounded : ExactForm.Residual);
        KeepsGiven = model.Stretch is not null || probe is null || probe.IsTooCoarse(ReadUnit, encoded);
        return KeepsGiven ? ModelWith(ExactForm.Given) : encoded;

        SpaceModel ModelWith(ExactForm exactForm) => new(
            _dimension, model.Mean, rotation, model.Step, largest, length, model.Stretch, exactForm)
        {
            Form = form,
        };

        double[] ReadUnit(int product)
        {
            VectorRow row = new(_dimension, form);
            row.Read(vectors, rows[product]);
            return row.Unit;
        }
    }

    private void WriteModel(SnapshotWriter writer, SpaceModel model)
    {
        writer.Begin(Id(SectionId.Model));
        writer.Append<double>([model.RowError, model.RowLength]);
        writer.Append<float>([model.Step, 0]);
        writer.Append<float>(model.Mean);
        writer.End();
        if (model.Stretch is Stretch stretch)
        {
            writer.Write<double>(Id(SectionId.Stretch), [stretch.Factor]);
        }
    }

    /// <summary>
    /// Makes and writes short codes to navigate by: as many numbers as were asked for, or the fewest that order well
    /// enough; null where there are none.
    /// </summary>
    private NavigationBuild? Navigate(SnapshotWriter writer, SpaceModel model, CodeRows codes, int[] order)
    {
        if (options.NavigateDimensions == 0 || codes.Count == 0)
        {
            return null;
        }

        report("navigating", 0, 1);
        NavigationBuild? made = NavigationChoice.Make(codes, model, ReadUnit, options, context);
        report("navigating", 1, 1);
        if (made is not null)
        {
            writer.Begin(Id(SectionId.Navigation));
            writer.Append<double>([made.Navigation.Unit]);
            writer.Append<int>(
            [
                made.Navigation.Dimension, made.Navigation.Step, made.Navigation.DepthFor(10),
                made.Navigation.DepthFor(100),
            ]);
            writer.Append<double>([made.Navigation.Lost]);
            writer.End();
            writer.Write(Id(SectionId.NavigationAxes), made.Axes);
            writer.Write(Id(SectionId.ShortCodes), made.Codes.View);
        }

        return made;

        void ReadUnit(int slot, Span<double> unit)
        {
            VectorRow row = new(_dimension, form);
            row.Read(vectors, rows[order[slot]]);
            row.Unit.CopyTo(unit);
        }
    }

    private void WriteCells(SnapshotWriter writer, CodeRows codes, List<Cell> cells)
    {
        writer.Begin(Id(SectionId.Cells));
        foreach (Cell cell in cells)
        {
            writer.Append<Cell>([cell]);
        }

        writer.End();
        using AlignedBuffer<byte> centroids = new((long)cells.Count * codes.Stride);
        CellCentroids.Fill(codes, cells, centroids.View, context);
        writer.Write(Id(SectionId.Centroids), centroids.View);
        if (options.HasCells)
        {
            WriteCellCodes(writer, codes, cells, new CodeRows(centroids.View, cells.Count, codes.Stride));
        }
    }

    /// <summary>
    /// Writes the groups of cells, and the 4-bit codes of the residuals of rows from the centroids of their cells.
    /// </summary>
    private void WriteCellCodes(SnapshotWriter writer, CodeRows codes, List<Cell> cells, CodeRows centroids)
    {
        int[] starts = CellGroups.Starts(cells);
        List<Cell> groups = CellGroups.Runs(cells, starts);
        using AlignedBuffer<byte> groupCentroids = new((long)groups.Count * codes.Stride);
        CellCentroids.Fill(codes, groups, groupCentroids.View, context);
        writer.Write<int>(Id(SectionId.GroupStarts), starts, required: false);
        writer.Write(Id(SectionId.GroupCentroids), groupCentroids.View, required: false);
        report("writing cells", 0, cells.Count);
        sbyte[] codebook = CellCodebook.Train(codes, cells, centroids, _dimension, context);
        using AlignedBuffer<byte> blocks = new(CellEncoder.Bytes(cells.Count, _dimension));
        CellEncoder.Fill(codes, cells, centroids, _dimension, codebook, blocks.View, context);
        writer.Write<sbyte>(Id(SectionId.CellCodebook), codebook, required: false);
        writer.Write(Id(SectionId.CellBlocks), blocks.View, required: false);
        report("writing cells", cells.Count, cells.Count);
    }

    /// <summary>Writes the neighbor lists of layer 0 in as few bytes a number as the rows need.</summary>
    private void WriteLists(SnapshotWriter writer, NativeView<int> lists, int degree)
    {
        int width = NodeLists.WidthFor(rows.Length);
        if (width == sizeof(int))
        {
            writer.Write(Id(SectionId.Neighbors), lists);
            return;
        }

        writer.Begin(Id(SectionId.PackedNeighbors));
        byte[] block = new byte[Math.Min(BlockOfRows, Math.Max(1, rows.Length)) * degree * width];
        for (int start = 0; start < rows.Length; start += BlockOfRows)
        {
            int size = Math.Min(BlockOfRows, rows.Length - start);
            for (int i = 0; i < size; i++)
            {
                NodeLists.Pack(
                    lists.Slice((long)(start + i) * degree, degree), width, block.AsSpan(i * degree * width));
            }

            writer.Append<byte>(block.AsSpan(0, size * degree * width));
        }

        writer.Append<byte>(new byte[NodeLists.SlackBytes]);
        writer.End();
    }

    private void WriteGraph(SnapshotWriter writer, BuiltGraph graph, int[] pairs)
    {
        int degree = 2 * options.M;
        NativeView<int> lists = graph.Lists.View.SliceView(0, (long)rows.Length * degree);
        for (int i = 0; i < pairs.Length; i += 2)
        {
            // A row that shares another's node names that node in the first place of its list.
            lists[(long)pairs[i + 1] * degree] = -2 - pairs[i];
        }

        WriteLists(writer, lists, degree);
        writer.Write<int>(Id(SectionId.EqualRows), pairs);
        for (int layer = 1; layer <= graph.Upper.Count; layer++)
        {
            BuiltLayer upper = graph.Upper[layer - 1];
            writer.Write(SectionId.OfUpper(space, SectionId.UpperCodes, layer), upper.Codes.View);
            writer.Write(
                SectionId.OfUpper(space, SectionId.UpperNeighbors, layer),
                upper.Lists.View.SliceView(0, (long)upper.Count * options.M));
            writer.Write(SectionId.OfUpper(space, SectionId.UpperBelow, layer), upper.Below.View);
        }
    }
}
