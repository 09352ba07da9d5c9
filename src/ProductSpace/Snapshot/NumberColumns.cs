using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// The number columns of a snapshot (rating, size, discount), read in place: for each column the least number of every
/// product, and in a list of its own the further ones of the products that have several. Forged numbers give other
/// numbers or fewer of them, never a read outside.
/// </summary>
internal sealed class NumberColumns
{
    /// <summary>Largest number of columns that a reader accepts; the writer refuses more by name.</summary>
    public const int MaxColumns = SnapshotLayout.MaxNumberColumns;

    /// <summary>Numbers of one product in one column.</summary>
    public const int MaxNumbers = SnapshotLayout.MaxNumbersOfProduct;

    private readonly NativeView<long> _least;
    private readonly NativeView<long> _ends;
    private readonly NativeView<int> _ordinals;
    private readonly NativeView<long> _further;
    private readonly int _products;
    private readonly string[] _names = [];

    public NumberColumns(SnapshotSections sections, int products)
    {
        _products = products;
        if (!sections.Contains(SectionId.NumberNames))
        {
            return;
        }

        _names = SectionNames.Read(sections, SectionId.NumberNames, MaxColumns, AttributeName.MaxBytes);
        _least = sections.Get<long>(SectionId.Numbers, (long)_names.Length * products);
        _ends = sections.Get<long>(SectionId.FurtherNumberEnds, _names.Length);
        _ordinals = sections.Get<int>(SectionId.FurtherNumberProducts, -1);
        _further = sections.Get<long>(SectionId.FurtherNumbers, _ordinals.Length);
    }

    /// <summary>Names of the columns, in the order of the file.</summary>
    public IReadOnlyList<string> Names => _names;

    public int Count => _names.Length;

    /// <summary>Second and later numbers of all columns together.</summary>
    public long FurtherCount => _further.Length;

    /// <summary>The number of a column by its name, as it stands or in normal form, or -1.</summary>
    public int Find(string name)
    {
        int column = Array.IndexOf(_names, name);
        return column < 0 ? Array.IndexOf(_names, NormalForm.Of(name)) : column;
    }

    /// <summary>Bits of the least numbers of products side by side; those of NaN where a product has none.</summary>
    public ReadOnlySpan<long> Bits(int column, int first, int count) =>
        _least.Slice(((long)column * _products) + first, count);

    /// <summary>Least number of a product; NaN where it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double LeastOf(int column, int ordinal) =>
        BitConverter.Int64BitsToDouble(_least[((long)column * _products) + ordinal]);

    /// <summary>Places of a column's second and later numbers.</summary>
    public (long First, long End) FurtherOf(int column)
    {
        long first = column == 0 ? 0 : Math.Clamp(_ends[column - 1], 0, _further.Length);
        return (first, Math.Clamp(_ends[column], first, _further.Length));
    }

    /// <summary>End of a column's further numbers as the file says it.</summary>
    public long EndOf(int column) => _ends[column];

    /// <summary>The product and the bits of a second or later number; a forged product may be no ordinal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Ordinal, long Bits) FurtherAt(long place) => (_ordinals[place], _further[place]);

    /// <summary>
    /// Copies the numbers of a product in ascending order, as many as the span holds, and counts all of them.
    /// </summary>
    public int CopyTo(int column, int ordinal, Span<double> numbers)
    {
        double least = LeastOf(column, ordinal);
        if (!double.IsFinite(least))
        {
            return 0;
        }

        (long low, long end) = FurtherOf(column);
        for (long high = end; low < high;)
        {
            long middle = low + ((high - low) >> 1);
            (low, high) = _ordinals[middle] < ordinal ? (middle + 1, high) : (low, middle);
        }

        int count = 0;
        Put(least, numbers);
        for (; low < end && count < MaxNumbers && _ordinals[low] == ordinal; low++)
        {
            Put(BitConverter.Int64BitsToDouble(_further[low]), numbers);
        }

        return count;

        void Put(double number, Span<double> numbers)
        {
            if (count < numbers.Length)
            {
                numbers[count] = number;
            }

            count++;
        }
    }

    /// <summary>Reads all numbers of a column to tell how many products have one, and between which they lie.</summary>
    public NumberColumnSpan SpanOf(int column)
    {
        const int block = 4096;
        int known = 0;
        double least = double.PositiveInfinity;
        double greatest = double.NegativeInfinity;
        for (int first = 0; first < _products; first += block)
        {
            foreach (long bits in Bits(column, first, Math.Min(block, _products - first)))
            {
                double number = BitConverter.Int64BitsToDouble(bits);
                known += double.IsFinite(number) ? 1 : 0;
                Widen(number);
            }
        }

        (long start, long end) = FurtherOf(column);
        for (long place = start; place < end; place++)
        {
            Widen(BitConverter.Int64BitsToDouble(_further[place]));
        }

        return known == 0
            ? new NumberColumnSpan(_names[column], 0, null, null)
            : new NumberColumnSpan(_names[column], known, least, greatest);

        void Widen(double number)
        {
            least = double.IsFinite(number) ? Math.Min(least, number) : least;
            greatest = double.IsFinite(number) ? Math.Max(greatest, number) : greatest;
        }
    }

    /// <summary>Whether a number of a product lies in a range of keys.</summary>
    public bool HasIn(int column, int ordinal, long from, long to)
    {
        Span<double> numbers = stackalloc double[MaxNumbers];
        int count = CopyTo(column, ordinal, numbers);
        return AnyIn(numbers[..count], from, to);
    }

    /// <summary>Whether any of some numbers lies in a range of keys.</summary>
    public static bool AnyIn(ReadOnlySpan<double> numbers, long from, long to)
    {
        foreach (double number in numbers)
        {
            long key = NumberKey.Of(number);
            if (key >= from && key <= to)
            {
                return true;
            }
        }

        return false;
    }
}
