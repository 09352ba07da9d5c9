using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using ProductSpace.Interchange.Rows;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>Reads ids of an Arrow array: texts, integers, or a dictionary of texts (categories of pandas).</summary>
internal static class ArrowIds
{
    public static bool CanBe(Field field) => CanBe(field.DataType);

    private static bool CanBe(IArrowType type) => type switch
    {
        StringType or LargeStringType or StringViewType => true,
        DictionaryType dictionary => dictionary.ValueType is StringType or LargeStringType,
        IntegerType => true,
        _ => false,
    };

    /// <summary>Returns the id of a row as UTF-8.</summary>
    public static ReadOnlySpan<byte> Of(SourceFile file, IArrowArray ids, int index, long row, string name)
    {
        if (ids.IsNull(index))
        {
            throw file.Refuse(
                $"row {row}: the id ({ColumnGuess.Shown(name)}) is null", "fill it, or remove the row");
        }

        switch (ids)
        {
            case StringArray texts:
                return texts.GetBytes(index);
            case LargeStringArray texts:
                return texts.GetBytes(index);
            case StringViewArray texts:
                return texts.GetBytes(index);
            case DictionaryArray dictionary:
                long entry = Integer(dictionary.Indices, index);
                return entry < 0 || entry >= dictionary.Dictionary.Length
                    ? throw new InvalidDataException("an entry that its dictionary does not have")
                    : Of(file, dictionary.Dictionary, (int)entry, row, name);
            case UInt64Array integers:
                return Encoding.UTF8.GetBytes(integers.Values[index].ToString(CultureInfo.InvariantCulture));
            default:
                return Encoding.UTF8.GetBytes(Integer(ids, index).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static long Integer(IArrowArray array, int index) => array switch
    {
        Int8Array integers => integers.Values[index],
        UInt8Array integers => integers.Values[index],
        Int16Array integers => integers.Values[index],
        UInt16Array integers => integers.Values[index],
        Int32Array integers => integers.Values[index],
        UInt32Array integers => integers.Values[index],
        Int64Array integers => integers.Values[index],
        _ => throw new InvalidDataException("a column of no ids"),
    };
}
