using ProductSpace.Training.ColdStart;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Tests.ColdStart;

/// <summary>
/// Shops whose vectors are made: in one, category and brand decide where a product lies; in the other, metadata are drawn by
/// chance. A tenth of the products is never learned from.
/// </summary>
public class ColdStartModelTests
{
    private const int Dimension = 8;
    private const int Products = 600;
    private const int Categories = 6;
    private const int Brands = 5;

    [Fact]
    public void Estimate_MetadataDecide_LiesNearTheTruth()
    {
        Shop shop = new(decides: true);
        ColdStartModel model = shop.Learn();
        Assert.InRange(model.Explained, .6, 1);
        Assert.InRange(shop.MeanCosine(model, Space.Similar), .85, 1);
        Assert.InRange(shop.MeanCosine(model, Space.Next), .8, 1);
    }

    /// <summary>Estimates from chance are no better than the mean product, and must not push others out of the answers.</summary>
    [Fact]
    public void Estimate_MetadataSayNothing_DoesNotHurt()
    {
        Shop shop = new(decides: false);
        ColdStartModel model = shop.Learn();
        Assert.InRange(model.Explained, -.2, .05);
        Assert.InRange(shop.ShareOfBest(model), 0, .15);
    }

    [Fact]
    public void Estimate_OtherBrand_IsTheWrongPlace()
    {
        Shop shop = new(decides: true);
        ColdStartModel model = shop.Learn();
        double right = 0;
        double wrong = 0;
        foreach (int product in Shop.Hidden)
        {
            float[] vector = new float[Dimension];
            model.Estimate(shop.Metadata[product], vector, []);
            right += Cosine(vector, shop.In(product));
            model.Estimate(shop.Metadata[(product + 1) % Products] with { Picture = default }, vector, []);
            wrong += Cosine(vector, shop.In(product));
        }

        Assert.True(wrong < right / 2, $"right {right:F2}, wrong {wrong:F2}");
    }

    [Fact]
    public void Learn_AnyNumberOfThreads_GivesTheSameBytes()
    {
        Shop shop = new(decides: true);
        float[] one = Estimates(shop.Learn(new ColdStartOptions { Threads = 1 }));
        Assert.Equal(one, Estimates(shop.Learn(new ColdStartOptions { Threads = 3 })));
        Assert.NotEqual(one, Estimates(shop.Learn(new ColdStartOptions { Lambda = 100 })));

        float[] Estimates(ColdStartModel model)
        {
            float[] all = new float[Shop.Hidden.Length * 2 * Dimension];
            for (int i = 0; i < Shop.Hidden.Length; i++)
            {
                Span<float> pair = all.AsSpan(i * 2 * Dimension, 2 * Dimension);
                model.Estimate(shop.Metadata[Shop.Hidden[i]], pair[..Dimension], pair[Dimension..]);
            }

            return all;
        }
    }

    [Fact]
    public void Estimate_NothingInCommon_IsFalseAndTheMean()
    {
        Shop shop = new(decides: true);
        ColdStartModel model = shop.Learn();
        float[] mean = new float[Dimension];
        float[] other = new float[Dimension];
        Assert.False(model.Estimate(new ColdProduct { Id = "x" }, mean, []));
        Assert.False(model.Estimate(new ColdProduct { Id = "y", Category = "unheard of", Name = "nowhere" }, other, []));
        Assert.Equal(mean, other);
        Assert.True(model.Estimate(new ColdProduct { Id = "z", Category = "c1|sale" }, other, []));
        Assert.NotEqual(mean, other);
    }

    [Fact]
    public void Learn_FewProducts_IsNull() =>
        Assert.Null(ColdStartModel.Learn([.. Enumerable.Range(0, 19).Select(i => new ColdProduct { Id = $"{i}" })], new float[19 * 2], default, 2));

    [Fact]
    public void Learn_LengthsThatDiffer_AreRefused()
    {
        ColdProduct[] products = [.. Enumerable.Range(0, 30).Select(i => new ColdProduct { Id = $"{i}", Picture = new float[] { 1, i } })];
        Assert.Throws<ArgumentException>(() => ColdStartModel.Learn(products, new float[59], default, 2));
        Assert.Throws<ArgumentException>(() => ColdStartModel.Learn(products, new float[60], new float[58], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ColdStartModel.Learn(products, new float[60], default, 2, options: new ColdStartOptions { Lambda = double.NaN }));
        ColdStartModel model = ColdStartModel.Learn(products, new float[60], default, 2)!;
        Assert.Throws<ArgumentException>(() => model.Estimate(products[0] with { Picture = new float[3] }, new float[2], []));
        Assert.Throws<ArgumentException>(() => model.Estimate(products[0] with { Picture = new[] { 1, float.NaN } }, new float[2], []));
        Assert.Throws<ArgumentException>(() => model.Estimate(products[0], new float[2], new float[2]));
        Assert.Throws<ArgumentException>(() => model.Estimate(products[0], new float[3], []));
    }

    /// <summary>Pictures alone decide in this shop.</summary>
    [Fact]
    public void Estimate_Pictures_Tell()
    {
        Shop shop = new(decides: true);
        ColdProduct[] pictures = [.. shop.Metadata.Select((product, i) => new ColdProduct { Id = product.Id, Picture = shop.In(i).ToArray() })];
        ColdStartModel model = ColdStartModel.Learn(
            [.. Shop.Known.Select(product => pictures[product])], shop.Gather(Space.Similar), default, Dimension, options: new ColdStartOptions { Lambda = 1 })!;
        float[] vector = new float[Dimension];
        Assert.InRange(Shop.Hidden.Average(product =>
        {
            Assert.True(model.Estimate(pictures[product], vector, []));
            return Cosine(vector, shop.In(product));
        }), .95, 1);
    }

    /// <summary>After some views the sessions decide, even against metadata that are wrong.</summary>
    [Fact]
    public void Estimate_MoreViews_MovesToTheirProducts()
    {
        Shop shop = new(decides: true);
        ColdStartModel model = shop.Learn();
        float[] vector = new float[Dimension];
        double[] near = [.. new[] { 0, 1, 3, 10, 100 }.Select(views =>
        {
            int[][] sessions = [.. Enumerable.Range(0, views).Select(_ => new[] { 1, 31, 61 })];
            model.Estimate(shop.Metadata[2], sessions, product => shop.In(product).ToArray(), Space.Similar, vector);
            return Cosine(vector, shop.In(1));
        })];
        Assert.Equal(near.Order(), near);
        Assert.True(near[0] < .6 && near[4] > .9, string.Join(", ", near));
    }

    [Fact]
    public void AddTo_Table_NewProductIsNamedWhereItsLikeAre()
    {
        Shop shop = new(decides: true);
        ColdStartModel model = shop.Learn();
        string[] ids = [.. Shop.Known.Select(product => shop.Metadata[product].Id)];

        // Each product names the others of its kind.
        int[][] rows = [.. Shop.Known.Select(product => Enumerable.Range(0, ids.Length).Where(other => Shop.Known[other] != product && Shop.Known[other] % 30 == product % 30).Take(10).ToArray())];
        long[] starts = [0, .. rows.Select((_, i) => rows.Take(i + 1).Sum(row => (long)row.Length))];
        LearnedTable table = new("t", ids, new ItemTable(starts, [.. rows.SelectMany(row => row)], [.. rows.SelectMany(row => row.Select(_ => 1f))]), new float[ids.Length], "test");
        ColdProduct[] cold = [.. Shop.Hidden.Select(product => shop.Metadata[product])];
        LearnedTable result = model.AddTo(table, cold);
        Assert.Equal(ids.Length + cold.Length, result.ProductIds.Count);
        Assert.Equal(table.Entries, result.Entries);
        int right = 0;
        int named = 0;
        for (int row = 0; row < result.Table.ProductCount; row++)
        {
            foreach (int product in result.Table.Products(row))
            {
                if (product >= ids.Length || row >= ids.Length)
                {
                    named++;
                    right += shop.KindOf(result.ProductIds[product]) == shop.KindOf(result.ProductIds[row]) ? 1 : 0;
                }
            }
        }

        Assert.True(named > cold.Length * 10, $"{named}");
        Assert.InRange((double)right / named, .95, 1);
        Assert.Same(table, model.AddTo(table, []));
        Assert.Same(table, model.AddTo(table, [cold[0] with { Id = ids[0] }]));
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }

        return ab / Math.Sqrt(aa * bb);
    }

    /// <summary>Product i is of kind i % 30: category and brand. Its vectors are those of its kind, and some noise.</summary>
    private sealed class Shop
    {
        public static readonly int[] Hidden = [.. Enumerable.Range(0, Products).Where(product => product / 30 % 10 == 3)];
        public static readonly int[] Known = [.. Enumerable.Range(0, Products).Except(Hidden)];

        private readonly float[] _in = new float[Products * Dimension];
        private readonly float[] _out = new float[Products * Dimension];

        public Shop(bool decides)
        {
            Random random = new(7);
            float[] category = Draw(random, Categories);
            float[] brand = Draw(random, Brands);
            Metadata = new ColdProduct[Products];
            for (int i = 0; i < Products; i++)
            {
                int kind = i % (Categories * Brands);
                int told = decides ? kind : random.Next(Categories * Brands);
                Metadata[i] = new ColdProduct { Id = $"p{i}", Category = $"c{told / Brands}/all", Attributes = [("brand", $"b{told % Brands}")] };
                for (int j = 0; j < Dimension; j++)
                {
                    float place = category[(kind / Brands * Dimension) + j] + brand[(kind % Brands * Dimension) + j];
                    _in[(i * Dimension) + j] = place + (.3f * Normal(random));
                    _out[(i * Dimension) + j] = place + (.3f * Normal(random));
                }
            }
        }

        public ColdProduct[] Metadata { get; }

        public ReadOnlySpan<float> In(int product) => _in.AsSpan(product * Dimension, Dimension);

        public int KindOf(string id) => int.Parse(id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) % (Categories * Brands);

        public float[] Gather(Space space) =>
            [.. Known.SelectMany(product => (space == Space.Next ? _out : _in)[(product * Dimension)..((product + 1) * Dimension)])];

        public ColdStartModel Learn(ColdStartOptions? options = null) => ColdStartModel.Learn(
            [.. Known.Select(product => Metadata[product])], Gather(Space.Similar), Gather(Space.Next), Dimension, options: options)!;

        public double MeanCosine(ColdStartModel model, Space space) => Hidden.Average(product =>
        {
            (float[] similar, float[] next) = (new float[Dimension], new float[Dimension]);
            Assert.True(model.Estimate(Metadata[product], similar, next));
            return space == Space.Next ? Cosine(next, _out.AsSpan(product * Dimension, Dimension)) : Cosine(similar, In(product));
        });

        /// <summary>Share of new products among the 20 best after each known product; there are 10 % of them.</summary>
        public double ShareOfBest(ColdStartModel model)
        {
            float[][] vectors = [.. Enumerable.Range(0, Products).Select(product =>
            {
                (float[] similar, float[] next) = (new float[Dimension], _out[(product * Dimension)..((product + 1) * Dimension)]);
                if (Hidden.Contains(product))
                {
                    model.Estimate(Metadata[product], similar, next);
                }

                return next;
            })];
            return Known.Average(asked => Enumerable.Range(0, Products).OrderByDescending(product => Cosine(In(asked), vectors[product])).Take(20).Count(Hidden.Contains) / 20.0);
        }

        private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count * Dimension).Select(_ => Normal(random))];

        private static float Normal(Random random) =>
            (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
