using System.CommandLine;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Arguments of the verbs that write to a delta: the snapshot, its delta, and attributes of a product.
/// </summary>
internal sealed class DeltaArguments
{
    private readonly Argument<string> _snapshot = Common.Snapshot();
    private readonly Option<string?> _delta = File();
    private readonly Option<int> _capacity = Common.Option(
        "--capacity",
        "Number of product versions that a new delta has room for, 16 to 1048576.",
        new DeltaOptions().Capacity);
    private readonly Option<string?> _category = new("--category")
    {
        Description = "Category paths, separated by '|': shoes/boots|sale.",
    };
    private readonly Option<string?> _price = new("--price") { Description = "Price as in the catalogue: 19.99." };
    private readonly Option<string?> _inStock = new("--in-stock")
    {
        Description = "Whether it can be bought, as in the catalogue: true or false, yes or no, 1 or 0.",
    };
    private readonly Option<string?> _firstSeen = new("--first-seen")
    {
        Description = "Time when the product came into the shop: ISO date or Unix milliseconds.",
    };
    private readonly Option<string[]> _facets = new("--facet")
    {
        Description = "Values of a facet, separated by '|': --facet brand=acme.",
    };
    private readonly Option<string[]> _numbers = new("--number")
    {
        Description = "Numbers of a column, separated by '|', none to remove them: --number rating=4.5.",
    };
    private readonly Option<string[]> _payload = new("--payload")
    {
        Description = "A payload column: --payload name=\"Boot 7\".",
    };

    public static Option<string?> File() =>
        new("--delta") { Description = "Delta file (.psd). Default: the one next to the snapshot." };

    public static Option<string> Id() => new("--id") { Description = "Product id.", Required = true };

    public void AddTo(Command verb, bool withAttributes)
    {
        verb.Arguments.Add(_snapshot);
        verb.AddOptions(withAttributes
            ? [_delta, _category, _price, _inStock, _firstSeen, _facets, _numbers, _payload, _capacity]
            : [_delta, _capacity]);
    }

    /// <summary>Opens snapshot and delta, does the work, flushes, and prints the state of the delta.</summary>
    public int Run(ParseResult parsed, bool json, Func<ProductDelta, ProductIndex, string> work)
    {
        int capacity = parsed.GetValue(_capacity);
        if (capacity is < 16 or > 1 << 20)
        {
            throw new UsageException($"--capacity must be from 16 to 1048576; it is {capacity}");
        }

        string snapshot = SnapshotPath.Of(parsed.GetRequiredValue(_snapshot));
        using ProductIndex index = ProductIndex.Open(snapshot);
        using ProductDelta delta = ProductDelta.Open(
            PathOf(parsed.GetValue(_delta), snapshot),
            index,
            new DeltaOptions { Capacity = capacity });
        string done = work(delta, index);
        delta.Flush();
        DeltaText.Print(parsed.Out(), delta.Status, done, json);
        return ExitCode.Done;
    }

    public static string PathOf(string? given, string snapshot) => given ?? Path.ChangeExtension(snapshot, ".psd");

    public DeltaChange Change(ParseResult parsed) =>
        new()
        {
            Category = parsed.GetValue(_category),
            Price = parsed.GetValue(_price) is string price
                ? Common.Cell(() => CellParsers.Price(price, () => _price.Name))
                : null,
            InStock = parsed.GetValue(_inStock) is string stock
                ? Common.Cell(() => CellParsers.Flag(stock, () => _inStock.Name))
                : null,
            FirstSeen = parsed.GetValue(_firstSeen) is string time
                ? Common.Cell(() => CellParsers.Time(time, () => _firstSeen.Name))
                : null,
            Facets = Pairs(_facets, parsed),
            Numbers = Pairs(_numbers, parsed).ToDictionary(
                pair => pair.Key,
                pair => (IReadOnlyList<double>)Common.Cell(
                    () => NumberNames.Cell(pair.Value, () => $"{_numbers.Name} {pair.Key}"))),
            Payload = Pairs(_payload, parsed),
        };

    /// <summary>
    /// Says which facets and number columns a change brings that neither the snapshot nor its delta has, so that a
    /// mistyped name is seen; empty if it brings none.
    /// </summary>
    public static string NewNames(ProductIndex index, DeltaChange change)
    {
        string[] facets = [.. change.Facets.Keys.Except(index.GetFacets()).Select(name => $"facet {name}")];
        string[] numbers =
            [.. change.Numbers.Keys.Except(index.GetNumberColumns()).Select(name => $"number column {name}")];
        string[] all = [.. facets.Concat(numbers).Select(Printable.Shown)];
        return all.Length == 0 ? string.Empty : $"; new here: {string.Join(", ", all)}";
    }

    private static Dictionary<string, string> Pairs(Option<string[]> option, ParseResult parsed)
    {
        Dictionary<string, string> pairs = [];
        foreach (string given in parsed.GetValue(option) ?? [])
        {
            int equals = given.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !pairs.TryAdd(given[..equals], given[(equals + 1)..]))
            {
                throw new UsageException($"{option.Name} {given}: needs name=value, each name once");
            }
        }

        return pairs;
    }
}
