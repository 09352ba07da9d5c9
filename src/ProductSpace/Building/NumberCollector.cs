using System.Globalization;
using System.Linq;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Collects the number columns of a catalogue while it is read: the least number of each product, and all numbers of
/// the products that have several. Numbers are finite; the rows of one product's variants add up.
/// </summary>
internal sealed class NumberCollector
{
    private readonly double[][] _least;
    private readonly Dictionary<int, SortedSet<double>>[] _several;

    public NumberCollector(IReadOnlyList<string> names, int products)
    {
        Names = AttributeNames.Of(names, NumberColumns.MaxColumns, "number column");
        _least = new double[names.Count][];
        _several = new Dictionary<int, SortedSet<double>>[names.Count];
        for (int column = 0; column < names.Count; column++)
        {
            _least[column] = new double[products];
            Array.Fill(_least[column], double.NaN);
            _several[column] = [];
        }
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Least numbers of a column by product; NaN where there is none.</summary>
    public ReadOnlySpan<double> LeastOf(int column) => _least[column];

    /// <summary>All numbers of the products that have several, ascending.</summary>
    public IReadOnlyDictionary<int, SortedSet<double>> SeveralOf(int column) => _several[column];

    /// <summary>Sums up a column for the report of a build.</summary>
    public NumberColumnSpan SpanOf(int column)
    {
        double[] known = [.. _least[column].Where(double.IsFinite)];
        IEnumerable<double> greatest = known.Concat(_several[column].Values.Select(own => own.Max));
        return known.Length == 0
            ? new NumberColumnSpan(Names[column], 0, null, null)
            : new NumberColumnSpan(Names[column], known.Length, known.Min(), greatest.Max());
    }

    public void Add(CatalogProduct row, int product, string where)
    {
        if (row.Numbers.Count > Names.Count)
        {
            throw new BuildInputException(
                $"{where}: numbers of {row.Numbers.Count} columns, but {Names.Count} were named; name all of them in "
                    + "UseCatalog");
        }

        for (int column = 0; column < row.Numbers.Count; column++)
        {
            foreach (double number in row.Numbers[column] ?? [])
            {
                if (!double.IsFinite(number))
                {
                    throw new BuildInputException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{where}: product \"{Printable.Shown(row.Id)}\" has {number} as \"{Names[column]}\", which is "
                            + $"no finite number; leave it out where it is not known"));
                }

                Add(column, product, NumberKey.WithoutSign(number), where);
            }
        }
    }

    private void Add(int column, int product, double number, string where)
    {
        ref double least = ref _least[column][product];
        if (double.IsNaN(least) || least == number)
        {
            least = number;
            return;
        }

        if (!_several[column].TryGetValue(product, out SortedSet<double>? own))
        {
            _several[column].Add(product, own = [least]);
        }

        own.Add(number);
        least = Math.Min(least, number);
        if (own.Count > NumberColumns.MaxNumbers)
        {
            throw new BuildInputException(
                $"{where}: the product has more than {NumberColumns.MaxNumbers} numbers as \"{Names[column]}\"; keep "
                    + "those that shoppers filter by, or leave the column out");
        }
    }
}
