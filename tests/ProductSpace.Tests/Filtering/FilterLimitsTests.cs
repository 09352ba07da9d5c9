using ProductSpace.Filtering;
using ProductSpace.Memory;

namespace ProductSpace.Tests.Filtering;

/// <summary>
/// How much a filter may ask for. The limits are the process's: those that are set here are far above what other tests ask for.
/// </summary>
public sealed class FilterLimitsTests : IDisposable
{
    private const int Lowered = 70_000;
    private const int LoweredIds = 3_000_000;

    private readonly ProductIndex _index = BuiltShop.Of(new ShopRecipe(300, 8) { WithFacets = true }).Open();

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Read_ValuesSet_AreTaken()
    {
        Assert.Equal(new FilterLimits(100_000, 16_777_216), FilterLimits.Read(_ => null));
        Assert.Equal(new FilterLimits(7, 16_777_216), FilterLimits.Read(name => name == "ProductSpace.MaxFilterParts" ? "7" : null));
        Assert.Equal(new FilterLimits(100_000, 1L << 40), FilterLimits.Read(name => name == "ProductSpace.MaxFilterIds" ? 1L << 40 : null));
        Assert.Contains(FilterLimits.NameOfIds, Assert.Throws<HostSettingException>(() => FilterLimits.Read(name => name == FilterLimits.NameOfIds ? "-1" : null)).Message, StringComparison.Ordinal);
    }

    /// <summary>Two parts are the group of the call and that of the filter.</summary>
    [Fact]
    public void CreateFilter_AsManyPartsAsAllowed_IsCompiledAndOneMoreRefused()
    {
        string[] paths = [.. Enumerable.Repeat("dept1", 100_000)];
        Assert.Equal(_index.CreateFilter(f => f.InCategory("dept1")).Count, _index.CreateFilter(f => f.InCategory(paths.AsSpan(2))).Count);
        Refused("the filter has at least 100001 terms, groups and negations, and ProductSpace.MaxFilterParts allows 100000; list products by Products or Bitmap", f => f.InCategory(paths.AsSpan(1)));
    }

    /// <summary>Whatever way leads to so many: it is one count for the whole filter, not one a call.</summary>
    [Fact]
    public void CreateFilter_TooManyPartsInAnyForm_RefusedByNameBeforeTheyAreLookedUp()
    {
        AppContext.SetData(FilterLimits.NameOfParts, Lowered);
        try
        {
            string[] unknown = [.. Enumerable.Repeat("no such name", Lowered)];
            const string name = "ProductSpace.MaxFilterParts allows 70000";
            Refused(name, f => f.InStock().InCategory(unknown));
            Refused(name, f => f.InStock().NotInCategory(unknown));
            Refused(name, f => f.InStock().FacetNone("colour", unknown));
            Refused(name, f => f.InStock().AnyOf(new Action<ProductFilterBuilder>[Lowered]));
            Refused(name, f => Repeat(Lowered, () => f.InStock()));
            Refused(name, f => Repeat(Lowered, () => f.PriceBetween(1, 2)));
            Refused(name, f => Repeat(Lowered, () => f.InCategory()));
            Refused(name, f => Repeat(Lowered / 2, () => f.AnyOf()).Not(g => Repeat(Lowered / 2, () => g.Ordinals([]))));
            Refused(name, f => Repeat(Lowered / 3, () => f.Not(g => g.InStock())).InStock());

            // A flat form of as many is compiled.
            Assert.Equal(_index.CreateFilter(f => f.InStock()).Count, _index.CreateFilter(f => Repeat(Lowered - 1, () => f.InStock())).Count);
        }
        finally
        {
            AppContext.SetData(FilterLimits.NameOfParts, null);
        }
    }

    [Fact]
    public void CreateFilter_TooManyIds_RefusedByName()
    {
        AppContext.SetData(FilterLimits.NameOfIds, LoweredIds);
        try
        {
            const string name = "the filter lists 3000001 product ids and ordinals or more, and ProductSpace.MaxFilterIds allows 3000000; list that many by Bitmap";
            int[] half = new int[LoweredIds / 2];
            Refused(name, f => f.Products(new string[LoweredIds + 1]));
            Refused(name, f => f.Ordinals(new int[LoweredIds + 1]));
            Refused(name, f => f.Ordinals(half).Not(g => g.Ordinals(half).Products("p-000001")));
            Assert.Equal(1, _index.CreateFilter(f => f.Ordinals(half).AnyOf(g => g.Ordinals(half))).Count);
        }
        finally
        {
            AppContext.SetData(FilterLimits.NameOfIds, null);
        }
    }

    [Fact]
    public void CreateFilter_MillionIdsAndOrdinals_AreCompiled()
    {
        string[] ids = [.. Enumerable.Range(0, 1_000_000).Select(i => i % 2 == 0 ? "p-000007" : "p-000009")];
        Assert.Equal(2, _index.CreateFilter(f => f.Products(ids)).Count);
        Assert.Equal(1, _index.CreateFilter(f => f.Ordinals(new int[1_000_000])).Count);
    }

    private static ProductFilterBuilder Repeat(int times, Func<ProductFilterBuilder> call)
    {
        ProductFilterBuilder last = call();
        for (int i = 1; i < times; i++)
        {
            last = call();
        }

        return last;
    }

    private void Refused(string words, Action<ProductFilterBuilder> describe) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => _index.CreateFilter(describe)).Message, StringComparison.Ordinal);
}
