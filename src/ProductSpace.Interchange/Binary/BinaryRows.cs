using System.Buffers.Binary;
using ProductSpace.Interchange.Rows;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Binary;

/// <summary>
/// .fbin, .u8bin, .i8bin and .bvecs: rows of one length, mapped and read in place. Invariant: all rows lie within the
/// map; a row of .bvecs whose own dimension differs from the first is never returned.
/// </summary>
internal sealed class BinaryRows : MappedEmbeddingFile
{
    private readonly IByteOwner _file;
    private readonly string _path;
    private readonly BinaryForm _form;

    public BinaryRows(IByteOwner file, string path, BinaryForm form)
        : base(
            file,
            form.Name,
            new RowLayout(ElementType.Float32, form.Count, form.Dimension, form.Offset, form.Stride))
    {
        _file = file;
        _path = path;
        _form = form;
    }

    public override void ReadRow(int row, Span<float> destination)
    {
        CheckRow(row, destination.Length);
        long offset = RowOffset(row);
        if (_form.HasRowHeaders)
        {
            int dimension = BinaryPrimitives.ReadInt32LittleEndian(
                _file.Bytes.Slice(offset - sizeof(int), sizeof(int)));
            if (dimension != Dimension)
            {
                throw Refusal.Of(
                    _path,
                    $"row {row} (byte {offset - sizeof(int)}) declares {dimension} numbers, but the first row "
                        + $"{Dimension}",
                    Refusal.Recopy);
            }
        }

        Numbers.Convert(_form.Kind, _file.Bytes.Slice(offset, Dimension * Numbers.SizeOf(_form.Kind)), destination);
        GC.KeepAlive(_file);
    }
}
