using System.Buffers;
using ProductSpace.Storage;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Records;

/// <summary>Which index a vector column has; the numbers stand in files.</summary>
internal enum IndexForm : byte
{
    /// <summary>None: searches compare every vector.</summary>
    None = 0,

    Cosine = 1,

    Dot = 2,
}

/// <summary>
/// A column of a collection, by its storage name. What it holds never changes while the collection exists, since files
/// of several ages have it.
/// </summary>
/// <param name="Name">Storage name of the property.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Dimension">Components of a vector; 0 for other kinds.</param>
/// <param name="Index">Index of a vector column.</param>
internal sealed record Column(string Name, ValueKind Kind, int Dimension = 0, IndexForm Index = IndexForm.None)
{
    /// <summary>More components than the engine takes.</summary>
    public const int MaxDimension = 65_536;

    public bool IsVector => Kind == ValueKind.Vector;

    /// <summary>Bytes of a value; 0 where values differ in length.</summary>
    public int Width => IsVector ? Dimension * sizeof(float) : Scalars.IsList(Kind) ? 0 : Scalars.Of(Kind).Width;

    /// <exception cref="InvalidDataException">The bytes are no column.</exception>
    public static Column Read(ref ByteReader reader)
    {
        string name = reader.Text();
        byte kind = reader.Byte();
        if (!Scalars.IsKind(kind))
        {
            throw new InvalidDataException(
                $"column \"{Printable.Of(name)}\" has kind {kind}, which this version does not know; use a newer "
                + "version");
        }

        int dimension = reader.Int32(MaxDimension, "the dimension of a column");
        byte index = reader.Byte();
        if (index > (byte)IndexForm.Dot || (dimension > 0) != (kind == (byte)ValueKind.Vector))
        {
            throw new InvalidDataException(
                $"column \"{Printable.Of(name)}\" of kind {kind} has dimension {dimension} and index {index}, which "
                + "cannot be");
        }

        return new Column(name, (ValueKind)kind, dimension, (IndexForm)index);
    }

    public void Write(IBufferWriter<byte> target)
    {
        target.Text(Name);
        target.Byte((byte)Kind);
        target.Int32(Dimension);
        target.Byte((byte)Index);
    }
}
