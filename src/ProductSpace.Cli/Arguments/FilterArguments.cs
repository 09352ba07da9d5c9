using System.CommandLine;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options that filter the products of an answer; every option narrows the filter further.</summary>
internal sealed class FilterArguments
{
    private readonly Option<string[]> _category = new("--category")
    {
        Description = "Only this category and those below it; several mean any of them.",
    };
    private readonly Option<string[]> _notCategory = new("--not-category")
    {
        Description = "No products of this category.",
    };
    private readonly Option<string[]> _facet = new("--facet")
    {
        Description = "Only this value: --facet brand=acme; several of one facet mean any, of several facets all.",
    };
    private readonly Option<string[]> _notFacet = new("--not-facet")
    {
        Description = "No products with this value: --not-facet season=winter.",
    };
    private readonly Option<string?> _priceMin = new("--price-min")
    {
        Description = "Minimum price, as in the catalogue: 19.99.",
    };
    private readonly Option<string?> _priceMax = new("--price-max") { Description = "Maximum price." };
    private readonly Option<string[]> _between = new("--between")
    {
        Description = "Only products with a number in a range: --between rating=4..5, or size=..39.5 without a bound.",
    };
    private readonly Option<bool> _inStock = new("--in-stock")
    {
        Description = "Only products that were in stock when the snapshot was built.",
    };
    private readonly Option<string?> _after = new("--first-seen-after")
    {
        Description = "In the shop since this time or later: ISO date or Unix milliseconds.",
    };
    private readonly Option<string?> _before = new("--first-seen-before")
    {
        Description = "In the shop before this time.",
    };
    private readonly IdOptions _only = new("--only", "Only these products");
    private readonly Option<bool> _allowUnknown = new("--allow-unknown")
    {
        Description = "Let unknown categories, facets, values and numbers match nothing instead of being an error.",
    };

    public void AddTo(Command verb)
    {
        verb.AddOptions(
            _category, _notCategory, _facet, _notFacet, _priceMin, _priceMax, _between, _inStock, _after, _before,
            _allowUnknown);
        _only.AddTo(verb);
    }

    /// <summary>
    /// Refuses contradictory options before any file is opened. Returns a function that makes the filter; null if none
    /// is asked for.
    /// </summary>
    public Func<ProductIndex, ProductFilter>? Read(ParseResult parsed)
    {
        string[] category = parsed.GetValue(_category) ?? [];
        string[] notCategory = parsed.GetValue(_notCategory) ?? [];
        (string Name, string Value)[] facets = Pairs(_facet, parsed);
        (string Name, string Value)[] notFacets = Pairs(_notFacet, parsed);
        long? least = Price(_priceMin, parsed);
        long? most = Price(_priceMax, parsed);
        (string Name, double Least, double Most)[] ranges = Ranges(parsed);
        DateTimeOffset? after = Time(_after, parsed);
        DateTimeOffset? before = Time(_before, parsed);
        Func<ProductIndex, string[]>? only = _only.Read(parsed);
        bool inStock = parsed.GetValue(_inStock);
        bool allowUnknown = parsed.GetValue(_allowUnknown);
        bool asks =
            category.Length + notCategory.Length + facets.Length + notFacets.Length > 0
            || inStock
            || ranges.Length > 0
            || (least ?? most) is not null
            || (after ?? before) is not null
            || only is not null;
        if (!asks)
        {
            return allowUnknown
                ? throw new UsageException("--allow-unknown is about a filter; give one, such as --category")
                : null;
        }

        TextWriter notes = parsed.InvocationConfiguration.Error;
        return index => index.CreateFilter(
            f =>
            {
                if (category.Length > 0)
                {
                    f.InCategory(CategoryWords.Of(index, category, notes));
                }

                f.NotInCategory(CategoryWords.Of(index, notCategory, notes));
                foreach (IGrouping<string, (string Name, string Value)> facet in facets.GroupBy(pair => pair.Name))
                {
                    f.Facet(facet.Key, [.. facet.Select(pair => pair.Value)]);
                }

                foreach ((string name, string value) in notFacets)
                {
                    f.FacetNone(name, value);
                }

                if ((least ?? most) is not null)
                {
                    f.PriceBetween(least ?? long.MinValue, most ?? long.MaxValue);
                }

                foreach ((string name, double from, double to) in ranges)
                {
                    f.Between(name, from, to);
                }

                if (inStock)
                {
                    f.InStock();
                }

                if (after is DateTimeOffset first)
                {
                    f.FirstSeenAfter(first);
                }

                if (before is DateTimeOffset end)
                {
                    f.FirstSeenBefore(end);
                }

                if (only is not null)
                {
                    f.Products(only(index));
                }
            },
            allowUnknown);
    }

    private static (string Name, string Value)[] Pairs(Option<string[]> option, ParseResult parsed) =>
        Array.ConvertAll(parsed.GetValue(option) ?? [], pair =>
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals > 0 && equals < pair.Length - 1
                ? (pair[..equals], pair[(equals + 1)..])
                : throw new UsageException($"{option.Name} {pair}: write {option.Name} name=value");
        });

    private (string Name, double Least, double Most)[] Ranges(ParseResult parsed) =>
        Array.ConvertAll(Pairs(_between, parsed), pair => NumberNames.TryParseRange(
            pair.Value, out double? least, out double? most)
            ? (pair.Name, least ?? double.NegativeInfinity, most ?? double.PositiveInfinity)
            : throw new UsageException(
                $"{_between.Name} {pair.Name}={pair.Value}: write {_between.Name} name=MIN..MAX, one may be empty"));

    private static long? Price(Option<string?> option, ParseResult parsed) =>
        parsed.GetValue(option) is string text ? Common.Cell(() => CellParsers.Price(text, () => option.Name)) : null;

    private static DateTimeOffset? Time(Option<string?> option, ParseResult parsed) =>
        parsed.GetValue(option) is string text ? Common.Cell(() => CellParsers.Time(text, () => option.Name)) : null;
}
