using CsCheck;

namespace ProductSpace.Tests.Filtering;

internal enum FilterStep
{
    InCategory,
    InAllCategories,
    NotInCategory,
    Facet,
    FacetAll,
    FacetNone,
    Price,
    InStock,
    After,
    Before,
    Between,
    AtLeast,
    AtMost,
    HasNumber,
    Products,
    Ordinals,
    Bitmap,
    Any,
    Not,
}

/// <summary>
/// A random filter as a tree: applied to a builder, or tested against a row of the catalogue in the plainest way. Names
/// are numbers into the pools of a <see cref="FilterShop"/>, so that one tree fits every shop.
/// </summary>
internal sealed record FilterTree(FilterStep Step, int[] Names, int Facet, int Low, int High, FilterTree[][] Chains)
{
    public static Gen<FilterTree[]> Chain(int depth)
    {
        Gen<FilterTree> leaf = Gen.Select(Gen.Int[(int)FilterStep.InCategory, (int)FilterStep.Bitmap], Gen.Int[0, 1000].Array[0, 4], Gen.Int[0, 3], Gen.Int[0, 12], Gen.Int[0, 12])
            .Select((step, names, facet, low, high) => new FilterTree((FilterStep)step, names, facet, low, high, []));
        if (depth == 0)
        {
            return leaf.Array[0, 3];
        }

        Gen<FilterTree> group = Gen.Select(Gen.Int[(int)FilterStep.Any, (int)FilterStep.Not], Chain(depth - 1).Array[0, 3])
            .Select((step, chains) => new FilterTree((FilterStep)step, [], 0, 0, 0, chains));
        return Gen.Frequency((3, leaf), (2, group)).Array[0, 3];
    }

    public static void Apply(FilterTree[] chain, ProductFilterBuilder filter, FilterShop shop)
    {
        foreach (FilterTree one in chain)
        {
            one.Apply(filter, shop);
        }
    }

    public static bool Matches(FilterTree[] chain, FilterShop.Row row, FilterShop shop) => Array.TrueForAll(chain, one => one.Matches(row, shop));

    private void Apply(ProductFilterBuilder f, FilterShop shop)
    {
        string[] paths = Array.ConvertAll(Names, shop.Path);
        string[] values = Array.ConvertAll(Names, name => shop.Value(Facet, name));
        int[] ordinals = Array.ConvertAll(shop.Listed(Names), product => shop.OrdinalOf(product));
        _ = Step switch
        {
            FilterStep.InCategory => f.InCategory(paths),
            FilterStep.InAllCategories => f.InAllCategories(paths),
            FilterStep.NotInCategory => f.NotInCategory(paths),
            FilterStep.Facet => f.Facet(shop.FacetName(Facet), values),
            FilterStep.FacetAll => f.FacetAll(shop.FacetName(Facet), values),
            FilterStep.FacetNone => f.FacetNone(shop.FacetName(Facet), values),
            FilterStep.Price => f.PriceBetween(FilterShop.Price(Low), FilterShop.Price(High)),
            FilterStep.InStock => f.InStock(),
            FilterStep.After => f.FirstSeenAfter(FilterShop.Time(Low)),
            FilterStep.Before => f.FirstSeenBefore(FilterShop.Time(High)),
            FilterStep.Between => f.Between(shop.NumberName(Facet), FilterShop.Number(Low), FilterShop.Number(High)),
            FilterStep.AtLeast => f.AtLeast(shop.NumberName(Facet), FilterShop.Number(Low)),
            FilterStep.AtMost => f.AtMost(shop.NumberName(Facet), FilterShop.Number(High)),
            FilterStep.HasNumber => f.HasNumber(shop.NumberName(Facet)),
            FilterStep.Products => f.Products([.. shop.Listed(Names).Select(FilterShop.Id), "nobody"]),
            FilterStep.Ordinals => f.Ordinals(ordinals),
            FilterStep.Bitmap => f.Bitmap(shop.Bits(ordinals)),
            FilterStep.Any => f.AnyOf([.. Chains.Select(chain => (Action<ProductFilterBuilder>)(g => Apply(chain, g, shop)))]),
            _ => f.Not(g => Apply(Chains.Length == 0 ? [] : Chains[0], g, shop)),
        };
    }

    private bool Matches(FilterShop.Row row, FilterShop shop)
    {
        bool Under(int name) => shop.IsUnder(row, shop.Path(name));
        bool Has(int name) => row.Values(shop.FacetName(Facet)).Contains(shop.Value(Facet, name));
        return Step switch
        {
            FilterStep.InCategory => Names.Any(Under),
            FilterStep.InAllCategories => Names.All(Under),
            FilterStep.NotInCategory => !Names.Any(Under),
            FilterStep.Facet => Names.Any(Has),
            FilterStep.FacetAll => Names.All(Has),
            FilterStep.FacetNone => !Names.Any(Has),
            FilterStep.Price => row.Price is long price && price >= FilterShop.Price(Low) && price <= FilterShop.Price(High),
            FilterStep.InStock => row.InStock,
            FilterStep.After => row.FirstSeen is DateTimeOffset time && time >= FilterShop.Time(Low),
            FilterStep.Before => row.FirstSeen is DateTimeOffset time && time < FilterShop.Time(High),
            FilterStep.Between => row.Numbers(shop.NumberName(Facet)).Any(number => number >= FilterShop.Number(Low) && number <= FilterShop.Number(High)),
            FilterStep.AtLeast => row.Numbers(shop.NumberName(Facet)).Any(number => number >= FilterShop.Number(Low)),
            FilterStep.AtMost => row.Numbers(shop.NumberName(Facet)).Any(number => number <= FilterShop.Number(High)),
            FilterStep.HasNumber => row.Numbers(shop.NumberName(Facet)).Any(),
            FilterStep.Products or FilterStep.Ordinals or FilterStep.Bitmap => shop.Listed(Names).Contains(row.Product),
            FilterStep.Any => Chains.Any(chain => Matches(chain, row, shop)),
            _ => !(Chains.Length == 0 || Matches(Chains[0], row, shop)),
        };
    }

    /// <summary>The same question in other words: backwards, some parts twice, doubly denied, none-of as not any-of.</summary>
    public static FilterTree[] InOtherWords(FilterTree[] chain)
    {
        List<FilterTree> others = [];
        foreach (FilterTree one in chain.Reverse())
        {
            FilterTree[][] chains = [.. one.Chains.Reverse().Select(InOtherWords)];
            FilterTree other = one with { Names = [.. one.Names.Reverse(), .. one.Names.Take(1)], Chains = one.Step == FilterStep.Not && one.Chains.Length > 0 ? [InOtherWords(one.Chains[0])] : chains };
            other = other.Step switch
            {
                FilterStep.NotInCategory => Not([other with { Step = FilterStep.InCategory }]),
                FilterStep.FacetNone => Not([other with { Step = FilterStep.Facet }]),
                FilterStep.InAllCategories => Not([other with { Step = FilterStep.Any, Names = [], Chains = [.. other.Names.Select(name => new[] { other with { Step = FilterStep.NotInCategory, Names = [name] } })] }]),
                FilterStep.AtLeast => other with { Step = FilterStep.Between, High = 12 },
                FilterStep.AtMost => other with { Step = FilterStep.Between, Low = 0 },
                FilterStep.HasNumber => other with { Step = FilterStep.Between, Low = 0, High = 12 },
                FilterStep.Bitmap => other with { Step = FilterStep.Ordinals },
                _ => other,
            };
            others.Add(other);
            if (others.Count % 2 == 0)
            {
                others.Add(Not([Not([other])]));
            }
        }

        return [.. others];
    }

    private static FilterTree Not(FilterTree[] chain) => new(FilterStep.Not, [], 0, 0, 0, [chain]);
}
