using CsCheck;

namespace ProductSpace.Tests.Planning;

/// <summary>Random filters against a plain model over the catalogue's rows.</summary>
public sealed class FilterPropertyTests : IDisposable
{
    private static readonly string[] s_paths = ["", "dept0", "dept1", "dept2", "dept0/group0", "dept1/group1", "dept2/group5", "sale", "dept1/group1/leaf1", "dept2/group2"];

    private readonly TemporaryFolder _folder = new();

    private enum Step
    {
        Any,
        All,
        None,
        Price,
        Stock,
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CreateFilter_RandomAlgebra_MatchesTheModel()
    {
        TestShop shop = new(1500, 8, withNext: true);
        shop.Builder().Build(_folder.File("shop.psx"));
        using ProductIndex index = ProductIndex.Open(_folder.File("shop.psx"));
        Dictionary<string, CatalogProduct> rows = shop.Catalog.ToDictionary(row => row.Id);
        Gen<(Step, int[], int, int)> step = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, s_paths.Length - 1].Array[0, 3], Gen.Int[0, 6000], Gen.Int[0, 6000]);
        step.List[0, 4].Sample(
            steps =>
            {
                ProductFilter filter = index.CreateFilter(f => steps.ForEach(one => Apply(f, one)));
                for (int ordinal = 0; ordinal < index.Count; ordinal++)
                {
                    rows.TryGetValue(index.GetProductId(ordinal), out CatalogProduct? row);
                    Assert.Equal(steps.TrueForAll(one => Matches(row, one)), filter.Contains(ordinal));
                }

                Neighbor[] hits = new Neighbor[7];
                foreach (Space space in new[] { Space.Similar, Space.Next })
                {
                    SearchResult result = index.Search(shop.Vector(3), hits, new SearchOptions { Filter = filter, Space = space });
                    Assert.Equal(Math.Min(7, filter.Count), result.Count);
                    Assert.All(hits.Take(result.Count), hit => Assert.True(filter.Contains(hit.Ordinal)));
                }
            },
            iter: 60);
    }

    private static void Apply(ProductFilterBuilder filter, (Step Kind, int[] Paths, int Low, int High) step)
    {
        string[] paths = Array.ConvertAll(step.Paths, path => s_paths[path]);
        _ = step.Kind switch
        {
            Step.Any => filter.AnyOf(paths),
            Step.All => filter.AllOf(paths),
            Step.None => filter.NoneOf(paths),
            Step.Price => filter.PriceBetween(step.Low, step.High),
            _ => filter.InStock(),
        };
    }

    private static bool Matches(CatalogProduct? row, (Step Kind, int[] Paths, int Low, int High) step)
    {
        string[] own = row?.Category.Split('|') ?? [""];
        bool Has(int path) => s_paths[path].Length == 0 || own.Any(one => one == s_paths[path] || one.StartsWith(s_paths[path] + "/", StringComparison.Ordinal));
        return step.Kind switch
        {
            Step.Any => step.Paths.Any(Has),
            Step.All => step.Paths.All(Has),
            Step.None => !step.Paths.Any(Has),
            Step.Price => row?.Price is long price && price >= step.Low && price <= step.High,
            _ => row?.InStock ?? true,
        };
    }
}
