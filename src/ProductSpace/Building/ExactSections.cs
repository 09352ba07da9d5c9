using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>
/// Writes the exact form of a space, whichever its model says, and the lengths of the vectors, in slot order. Vectors
/// are read once more, block by block, so that no second copy of them is held.
/// </summary>
internal sealed class ExactSections(
    int space,
    EmbeddingFile vectors,
    int[] rows,
    RowForm form,
    ParallelContext context,
    Action<string, long, long> report)
{
    private const int BlockOfRows = 1 << 15;

    /// <summary>Encodes the vector of a slot.</summary>
    private delegate void RowEncoder<T>(int slot, VectorRow row, Span<T> into);

    /// <summary>Writes the sections; order[slot] is a product.</summary>
    public void Write(SnapshotWriter writer, int[] order, CodeRows codes, SpaceModel model)
    {
        switch (model.ExactForm)
        {
            case ExactForm.Given:
                WriteGiven(writer, order, model);
                break;
            case ExactForm.Residual:
                WriteResidual(writer, order, codes, model);
                break;
            default:
                WriteRounded(writer, order, model);
                break;
        }
    }

    private VectorRow MakeRow() => new(vectors.Dimension + form.Extra, form);

    private uint Id(uint section) => SectionId.OfSpace(space, section);

    /// <summary>Writes the vectors as given, and their lengths, in slot order.</summary>
    private void WriteGiven(SnapshotWriter writer, int[] order, SpaceModel model)
    {
        float[] norms = WriteRows<float>(
            writer, SectionId.GivenRows, order, model.Dimension, (_, row, into) => row.Given.CopyTo(into));
        writer.End();
        writer.Write<float>(Id(SectionId.Norms), norms);
    }

    /// <summary>Writes exact rows, their scales, and the lengths of the original vectors, in slot order.</summary>
    private void WriteRounded(SnapshotWriter writer, int[] order, SpaceModel model)
    {
        float[] scales = new float[order.Length];
        float[] norms = WriteRows<short>(
            writer,
            SectionId.ExactRows,
            order,
            model.Dimension,
            (slot, row, into) => scales[slot] = ExactRows.Encode(row.Unit, into));
        writer.Append<byte>(new byte[ExactRows.SlackBytes]);
        writer.End();
        writer.Write<float>(Id(SectionId.ExactScales), scales);
        writer.Write<float>(Id(SectionId.Norms), norms);
    }

    /// <summary>Writes what the codes lost, its outliers, and the lengths of the vectors, in slot order.</summary>
    private void WriteResidual(SnapshotWriter writer, int[] order, CodeRows codes, SpaceModel model)
    {
        Outlier[]?[] ofRows = new Outlier[]?[order.Length];
        float[] norms = WriteRows<byte>(
            writer,
            SectionId.ResidualRows,
            order,
            ResidualRows.StrideFor(model.Dimension),
            (slot, row, into) =>
            {
                model.Centre(row.Unit, row.Plain, row.Rotated);
                ofRows[slot] = ResidualRows.Encode(model, slot, row.Rotated, codes.Row(slot), into);
            });
        writer.Append<byte>(new byte[ExactRows.SlackBytes]);
        writer.End();
        int[] starts = new int[ResidualRows.BlocksFor(order.Length) + 1];
        List<Outlier> outliers = [];
        for (int slot = 0; slot < order.Length; slot++)
        {
            outliers.AddRange(ofRows[slot] ?? []);
            starts[(slot / ResidualRows.BlockRows) + 1] = outliers.Count;
        }

        writer.Write<int>(Id(SectionId.OutlierStarts), starts);
        writer.Write<Outlier>(Id(SectionId.Outliers), outliers.ToArray());
        writer.Write<float>(Id(SectionId.Norms), norms);
    }

    /// <summary>
    /// Begins a section and writes a row of it for each slot, encoded in parallel; returns the lengths of the vectors.
    /// </summary>
    private float[] WriteRows<T>(
        SnapshotWriter writer, uint section, int[] order, int width, RowEncoder<T> encode)
        where T : unmanaged
    {
        int count = order.Length;
        float[] norms = new float[count];
        T[] block = new T[Math.Min(BlockOfRows, Math.Max(1, count)) * width];
        writer.Begin(Id(section));
        for (int start = 0; start < count; start += BlockOfRows)
        {
            int size = Math.Min(BlockOfRows, count - start);
            int first = start;
            context.ForEachBlock(size, 1024, MakeRow, (row, from, to) =>
            {
                for (int i = from; i < to; i++)
                {
                    norms[first + i] = (float)row.Read(vectors, rows[order[first + i]]);
                    encode(first + i, row, block.AsSpan(i * width, width));
                }
            });
            writer.Append<T>(block.AsSpan(0, size * width));
            report("writing exact rows", start + size, count);
        }

        return norms;
    }
}
