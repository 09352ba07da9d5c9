using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Filters;

/// <summary>
/// Asks a filter of every record of a file at once, column by column, and returns one bit a row. Bits at or above the
/// last row are zero.
/// </summary>
internal static class ColumnFilter
{
    public static ulong[] Run(FilterNode node, RecordFile file)
    {
        ulong[] bits = new ulong[(file.Count + 63) / 64];
        Run(node, file, bits);
        return bits;
    }

    private static void Run(FilterNode node, RecordFile file, ulong[] bits)
    {
        switch (node)
        {
            case FilterNode.Constant constant:
                Fill(bits, constant.Value, file.Count);
                break;
            case FilterNode.Not not:
                Run(not.Part, file, bits);
                Invert(bits, file.Count);
                break;
            case FilterNode.Group group:
                RunGroup(group, file, bits);
                break;
            case FilterNode.Compare { Value: null } compare:
                RunNull(compare, file, bits);
                break;
            case FilterNode.Compare compare when Has(file, compare.Column):
                Scalars.Of(file.Schema[compare.Column].Kind).Accept(new Comparing(file, compare, bits));
                break;
            case FilterNode.Compare compare:
                Fill(bits, compare.Comparison == Comparison.NotEqual, file.Count);
                break;
            case FilterNode.OneOf oneOf when Has(file, oneOf.Column):
                Scalars.Of(file.Schema[oneOf.Column].Kind).Accept(new Containing(file, oneOf, bits));
                break;
            case FilterNode.OneOf oneOf:
                Fill(bits, oneOf.HasNull, file.Count);
                break;
            case FilterNode.HasAny hasAny when Has(file, hasAny.Column) && OnlyTexts(file, hasAny):
                RunTexts(hasAny, file, bits);
                break;
            default:
                RunRows(node, file, bits);
                break;
        }
    }

    private static bool Has(RecordFile file, int column) => (uint)column < (uint)file.Schema.Count;

    private static bool OnlyTexts(RecordFile file, FilterNode.HasAny hasAny) =>
        file.Schema[hasAny.Column].Kind == (ValueKind.String | ValueKind.List) && !hasAny.Values.Contains(null);

    private static void RunGroup(FilterNode.Group group, RecordFile file, ulong[] bits)
    {
        Fill(bits, group.IsAnd, file.Count);
        ulong[] part = new ulong[bits.Length];
        foreach (FilterNode node in group.Parts)
        {
            part.AsSpan().Clear();
            Run(node, file, part);
            for (int word = 0; word < bits.Length; word++)
            {
                bits[word] = group.IsAnd ? bits[word] & part[word] : bits[word] | part[word];
            }
        }
    }

    private static void RunNull(FilterNode.Compare compare, RecordFile file, ulong[] bits)
    {
        if (compare.Comparison is not (Comparison.Equal or Comparison.NotEqual))
        {
            return;
        }

        Fill(bits, value: true, file.Count);
        if (Has(file, compare.Column))
        {
            ColumnData column = file.Column(compare.Column);
            for (int word = 0; word < bits.Length; word++)
            {
                bits[word] &= column.Nulls(word * 64);
            }
        }

        if (compare.Comparison == Comparison.NotEqual)
        {
            Invert(bits, file.Count);
        }
    }

    /// <summary>Compares the bytes of each text in the lists, without making strings.</summary>
    private static void RunTexts(FilterNode.HasAny hasAny, RecordFile file, ulong[] bits)
    {
        byte[][] asked = [.. hasAny.Values.Select(text => StringScalar.BytesOf((string)text!))];
        ColumnData column = file.Column(hasAny.Column);
        for (int row = 0; row < file.Count; row++)
        {
            ReadOnlySpan<byte> rest = column.IsNull(row) ? default : column.Bytes(row);
            while (StringScalar.TryNext(ref rest, out ReadOnlySpan<byte> text, out bool isNull))
            {
                if (!isNull && IsOneOf(text, asked))
                {
                    bits[row >> 6] |= 1UL << (row & 63);
                    break;
                }
            }
        }
    }

    private static bool IsOneOf(ReadOnlySpan<byte> text, byte[][] asked)
    {
        foreach (byte[] one in asked)
        {
            if (text.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }

    private static void RunRows(FilterNode node, RecordFile file, ulong[] bits)
    {
        for (int row = 0; row < file.Count; row++)
        {
            if (RowFilter.Matches(node, new RowRef(file, row), file.Schema))
            {
                bits[row >> 6] |= 1UL << (row & 63);
            }
        }
    }

    private static void Fill(ulong[] bits, bool value, int count)
    {
        Array.Fill(bits, value ? ulong.MaxValue : 0);
        Trim(bits, count);
    }

    private static void Invert(ulong[] bits, int count)
    {
        for (int word = 0; word < bits.Length; word++)
        {
            bits[word] = ~bits[word];
        }

        Trim(bits, count);
    }

    private static void Trim(ulong[] bits, int count)
    {
        if (count % 64 != 0)
        {
            bits[^1] &= (1UL << (count % 64)) - 1;
        }
    }

    /// <summary>Compares a column with one value, compiled for the column's type.</summary>
    private readonly struct Comparing(RecordFile file, FilterNode.Compare compare, ulong[] bits) : IScalarVisitor<bool>
    {
        public bool Visit<T, TCodec>()
            where T : struct
            where TCodec : struct, IScalarCodec<T>
        {
            T asked = (T)compare.Value!;
            Comparison comparison = compare.Comparison;
            ColumnData column = file.Column(compare.Column);
            int width = TCodec.Width;
            for (int first = 0; first < file.Count; first += 64)
            {
                int rows = Math.Min(64, file.Count - first);
                ReadOnlySpan<byte> block = column.Block(first, rows);
                ulong word = 0;
                for (int row = 0; row < rows; row++)
                {
                    T value = TCodec.Read(block.Slice(row * width, width));
                    word |= (FixedScalar<T, TCodec>.Compare(value, comparison, asked) ? 1UL : 0) << row;
                }

                ulong nulls = column.Nulls(first);
                bits[first >> 6] = comparison == Comparison.NotEqual ? word | nulls : word & ~nulls;
            }

            Trim(bits, file.Count);
            return true;
        }

        public bool VisitString()
        {
            ColumnData column = file.Column(compare.Column);
            bool isEquality = compare.Comparison is Comparison.Equal or Comparison.NotEqual;
            byte[] asked = StringScalar.BytesOf((string)compare.Value!);
            for (int row = 0; row < file.Count; row++)
            {
                bool matches = column.IsNull(row)
                    ? compare.Comparison == Comparison.NotEqual
                    : isEquality
                        ? column.Bytes(row).SequenceEqual(asked) == (compare.Comparison == Comparison.Equal)
                        : StringScalar.CompareTexts(
                            StringScalar.TextOf(column.Bytes(row)), compare.Comparison, (string)compare.Value!);
                bits[row >> 6] |= (matches ? 1UL : 0) << (row & 63);
            }

            return true;
        }
    }

    /// <summary>Looks each value of a column up among the asked ones.</summary>
    private readonly struct Containing(RecordFile file, FilterNode.OneOf oneOf, ulong[] bits) : IScalarVisitor<bool>
    {
        public bool Visit<T, TCodec>()
            where T : struct
            where TCodec : struct, IScalarCodec<T>
        {
            // By the type's own Equals and hash, which agree with == but for NaN, which equals nothing.
            HashSet<T> asked = [];
            foreach (object value in oneOf.Values)
            {
                if (TCodec.AreEqual((T)value, (T)value))
                {
                    asked.Add((T)value);
                }
            }

            ColumnData column = file.Column(oneOf.Column);
            for (int row = 0; row < file.Count; row++)
            {
                bool matches =
                    column.IsNull(row) ? oneOf.HasNull : asked.Contains(TCodec.Read(column.Bytes(row)));
                bits[row >> 6] |= (matches ? 1UL : 0) << (row & 63);
            }

            return true;
        }

        public bool VisitString()
        {
            HashSet<string> asked = new(StringComparer.Ordinal);
            foreach (object value in oneOf.Values)
            {
                asked.Add((string)value);
            }

            HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = asked.GetAlternateLookup<ReadOnlySpan<char>>();
            ColumnData column = file.Column(oneOf.Column);
            char[] text = new char[256];
            for (int row = 0; row < file.Count; row++)
            {
                bool matches = oneOf.HasNull;
                if (!column.IsNull(row))
                {
                    ReadOnlySpan<byte> bytes = column.Bytes(row);
                    if (bytes.Length > text.Length)
                    {
                        text = new char[2 * bytes.Length];
                    }

                    int length = System.Text.Encoding.UTF8.GetChars(bytes, text);
                    matches = lookup.Contains(text.AsSpan(0, length));
                }

                bits[row >> 6] |= (matches ? 1UL : 0) << (row & 63);
            }

            return true;
        }
    }
}
