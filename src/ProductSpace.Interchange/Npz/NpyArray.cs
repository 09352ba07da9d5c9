using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Npz;

/// <summary>One array of an .npz archive: what its header says, and how its values become ids.</summary>
internal sealed class NpyArray
{
    private const int PreambleBytes = 10;
    private const int MaxTextBytes = 1 << 14;

    private readonly string _descr;
    private readonly int _axes;

    private NpyArray(string descr, int axes, long count, long dimension, bool isFortran)
    {
        _descr = descr;
        _axes = axes;
        Count = count;
        Dimension = dimension;
        IsFortran = isFortran && axes > 1;
    }

    public long Count { get; }

    public long Dimension { get; }

    public bool IsFortran { get; }

    public bool IsMatrix => _axes == 2 && KindOf(_descr) is not null;

    /// <summary>Whether it is a list of integers or of texts.</summary>
    public bool IsIds => _axes == 1 && ValueBytes > 0;

    public NumberKind Kind => KindOf(_descr)!.Value;

    /// <summary>Bytes of an id; 0 if the values are none.</summary>
    public int ValueBytes
    {
        get
        {
            if (KindOf(_descr) is NumberKind kind && kind > NumberKind.Float64)
            {
                return Numbers.SizeOf(kind);
            }

            int unit = _descr.StartsWith("<U", StringComparison.Ordinal) ? 4
                : _descr.StartsWith("|S", StringComparison.Ordinal) ? 1 : 0;
            return unit > 0
                && int.TryParse(_descr.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                && length is > 0 and < MaxTextBytes ? unit * length : 0;
        }
    }

    /// <summary>Reads the header; the stream then stands at the first value.</summary>
    public static NpyArray ReadHeader(Stream stream, string path)
    {
        byte[] preamble = new byte[PreambleBytes];
        stream.ReadExactly(preamble);
        if (!preamble.AsSpan().StartsWith(NpyFile.Magic) || preamble[6] is < 1 or > 3)
        {
            throw new InvalidDataException("an entry .npy that is none");
        }

        long length = BinaryPrimitives.ReadUInt16LittleEndian(preamble.AsSpan(8));
        if (preamble[6] > 1)
        {
            byte[] more = new byte[2];
            stream.ReadExactly(more);
            length |= (long)BinaryPrimitives.ReadUInt16LittleEndian(more) << 16;
        }

        if (length > EmbeddingLimits.MaxNpyHeaderBytes)
        {
            throw new InvalidDataException($"an .npy header of {length} bytes");
        }

        byte[] text = new byte[length];
        stream.ReadExactly(text);
        NpyHeader header = NpyHeader.Parse(text, path);
        return new NpyArray(header.Descr, header.Axes, header.Shape0, header.Shape1, header.FortranOrder);
    }

    /// <summary>Returns an id as UTF-8: texts are padded with zeros to one length.</summary>
    public byte[] TextOf(ReadOnlySpan<byte> value)
    {
        if (KindOf(_descr) is NumberKind kind)
        {
            string number = kind switch
            {
                NumberKind.Int8 => ((sbyte)value[0]).ToString(CultureInfo.InvariantCulture),
                NumberKind.UInt8 => value[0].ToString(CultureInfo.InvariantCulture),
                NumberKind.Int16 => Text(BinaryPrimitives.ReadInt16LittleEndian(value)),
                NumberKind.UInt16 => Text(BinaryPrimitives.ReadUInt16LittleEndian(value)),
                NumberKind.Int32 => Text(BinaryPrimitives.ReadInt32LittleEndian(value)),
                NumberKind.UInt32 => Text(BinaryPrimitives.ReadUInt32LittleEndian(value)),
                NumberKind.Int64 => Text(BinaryPrimitives.ReadInt64LittleEndian(value)),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(value).ToString(CultureInfo.InvariantCulture),
            };
            return Encoding.UTF8.GetBytes(number);
        }

        return _descr[1] == 'S'
            ? value.TrimEnd((byte)0).ToArray()
            : Encoding.UTF8.GetBytes(Encoding.UTF32.GetString(value).TrimEnd('\0'));
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static NumberKind? KindOf(string descr) => descr switch
    {
        "<f2" => NumberKind.Float16,
        "<f4" => NumberKind.Float32,
        "<f8" => NumberKind.Float64,
        "|i1" => NumberKind.Int8,
        "|u1" => NumberKind.UInt8,
        "<i2" => NumberKind.Int16,
        "<u2" => NumberKind.UInt16,
        "<i4" => NumberKind.Int32,
        "<u4" => NumberKind.UInt32,
        "<i8" => NumberKind.Int64,
        "<u8" => NumberKind.UInt64,
        _ => null,
    };
}
