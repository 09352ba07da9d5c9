using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Tests.Synth;

/// <summary>The made shop looks like a shop: a deep tree, a heavy head, sessions with a theme, a next space with a sense.</summary>
public class SyntheticShopShapeTests
{
    private static readonly SyntheticShop Shop = new(TemporaryShop.Small with { Products = 10_000, Dimension = 32 });

    [Theory]
    [InlineData(100, 20)]
    [InlineData(10_000, 200)]
    [InlineData(1_000_000, 2_000)]
    public void CategoryTree_AnySize_ThreeDeepAndDistinct(int products, int leaves)
    {
        var tree = new CategoryTree(products);
        string[] paths = [.. Enumerable.Range(0, tree.LeafCount).Select(tree.PathOf)];
        Assert.Equal(leaves, paths.Length);
        Assert.Equal(leaves, paths.Distinct().Count());
        Assert.All(paths, path => Assert.Equal(3, path.Split('/').Length));
        Assert.Equal(tree.DepartmentCount, paths.Select(path => path.Split('/')[0]).Distinct().Count());
    }

    [Fact]
    public void CategoryTree_Complements_StayInDepartmentAndMirrorPredecessors()
    {
        var tree = new CategoryTree(1_000_000);
        for (int category = 0; category < tree.CategoryCount; category++)
        {
            for (int which = 0; which < CategoryTree.ComplementCount; which++)
            {
                int next = tree.Complement(category, which);
                Assert.Equal(category / tree.CategoriesPerDepartment, next / tree.CategoriesPerDepartment);
                Assert.Equal(category, tree.Predecessor(next, which));
            }
        }
    }

    [Fact]
    public void SessionGenerator_Views_HeadIsHeavyButNotAll()
    {
        long[] views = new long[10_000];
        ForEachSession(20_000, events => events.ForEach(e => views[e.Product]++));
        Array.Sort(views);
        double head = views[^100..].Sum() / (double)views.Sum();
        Assert.InRange(head, 0.15, 0.45);
        Assert.True(views.Count(count => count > 0) > 5_000, "Most products are seen at least once.");
    }

    [Fact]
    public void SessionGenerator_Sessions_MostlyOneOrTwoCategories()
    {
        int few = 0;
        ForEachSession(4_000, events =>
            few += events.Select(e => Shop.Tree.CategoryOf(Shop.LeafOf(e.Product))).Distinct().Count() <= 2 ? 1 : 0);
        Assert.InRange(few, 2_800, 3_900);
    }

    [Fact]
    public void VectorGenerator_Popular_LongerRows()
    {
        var vectors = new VectorGenerator(Shop, HardnessProfile.Hard);
        double head = 0;
        double tail = 0;
        foreach (int product in Enumerable.Range(0, 10_000))
        {
            double norm = Math.Sqrt(Dot(InRow(vectors, product), InRow(vectors, product)));
            head += Shop.PopularityRankOf(product) < 1_000 ? norm : 0;
            tail += Shop.PopularityRankOf(product) >= 9_000 ? norm : 0;
        }

        Assert.InRange(head / tail, 1.3, 3.0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void VectorGenerator_InAskedOfOut_FindsOwnAndComplementaryCategories(bool easy)
    {
        var vectors = new VectorGenerator(Shop, HardnessProfile.Of(easy ? Hardness.Easy : Hardness.Hard));
        float[][] outRows = [.. Enumerable.Range(0, 2_000).Select(product => OutRow(vectors, product))];
        int near = 0;
        int byChance = 0;
        for (int query = 2_000; query < 2_100; query++)
        {
            float[] asked = InRow(vectors, query);
            int category = Shop.Tree.CategoryOf(Shop.LeafOf(query));
            int[] follow = [category, .. Enumerable.Range(0, CategoryTree.ComplementCount).Select(which => Shop.Tree.Complement(category, which))];
            bool Follows(int product) => follow.Contains(Shop.Tree.CategoryOf(Shop.LeafOf(product)));
            near += Enumerable.Range(0, 2_000).OrderByDescending(i => Dot(asked, outRows[i]) / Math.Sqrt(Dot(outRows[i], outRows[i]))).Take(10).Count(Follows);
            byChance += Enumerable.Range(0, 10).Count(Follows);
        }

        Assert.True(near > 3 * byChance, $"Of 1000 answers {near} follow; by chance {byChance}.");
    }

    [Fact]
    public void GaussianSource_ManyNumbers_MeanZeroVarianceOne()
    {
        var numbers = new float[100_000];
        GaussianSource.Fill(3, numbers);
        Assert.InRange(numbers.Average(), -0.02, 0.02);
        Assert.InRange(numbers.Average(x => (double)x * x), 0.98, 1.02);
    }

    private static void ForEachSession(int count, Action<List<SessionEvent>> visit)
    {
        var sessions = new SessionGenerator(Shop);
        var events = new List<SessionEvent>();
        for (int session = 0; session < count; session++)
        {
            sessions.Fill(session, events);
            visit(events);
        }
    }

    private static float[] InRow(VectorGenerator vectors, int product)
    {
        var row = new float[32];
        vectors.FillIn(product, row, new float[32]);
        return row;
    }

    private static float[] OutRow(VectorGenerator vectors, int product)
    {
        var row = new float[32];
        vectors.FillOut(product, row, new float[32]);
        return row;
    }

    private static double Dot(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
