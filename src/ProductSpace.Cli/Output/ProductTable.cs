using System.Globalization;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Products as a table: id, a number, price, name, category; what a snapshot does not have is left out.
/// </summary>
internal sealed class ProductTable
{
    private const double MinorUnits = 100;
    private const string Name = "name";

    private readonly ProductIndex _index;
    private readonly bool _hasName;
    private readonly bool _hasNumber;
    private readonly TextTable _table;

    /// <param name="index">Snapshot of the products.</param>
    /// <param name="number">Heading of the number in each row; null for none.</param>
    public ProductTable(ProductIndex index, string? number = null)
    {
        _index = index;
        _hasName = index.Info.PayloadColumns.Contains(Name);
        _hasNumber = number is not null;
        _table = new TextTable(
            new("product"), new(number ?? string.Empty, IsNumber: true), new("price", IsNumber: true), new("name"),
            new("category"));
    }

    public void Add(int ordinal, double number = 0) =>
        _table.Add(
            _index.GetProductId(ordinal),
            _hasNumber ? number.ToString("F4", CultureInfo.InvariantCulture) : string.Empty,
            PriceOf(_index, ordinal),
            _hasName ? _index.GetPayload(ordinal, Name) : string.Empty,
            _index.GetCategory(ordinal));

    public void Write(TextWriter output, string indent = "") => _table.Write(output, indent);

    /// <summary>Returns a price in major units; empty where it is not known.</summary>
    public static string PriceOf(ProductIndex index, int ordinal) => index.GetPrice(ordinal) is long minor
        ? (minor / MinorUnits).ToString("F2", CultureInfo.InvariantCulture)
        : string.Empty;
}
