using Microsoft.Extensions.AI;

namespace ProductSpace.Hosting.Tests;

public sealed class TextSearchTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SearchTextAsync_Text_IsAskedAsTheGeneratorsVector()
    {
        using ProductShop shop = Open();
        using Words generator = new(SmallShops.Dimension);
        BoundFilter boots = shop.CreateFilter(f => f.InCategory("shoes/boots"));

        TextAnswer answer = await shop.SearchTextAsync(generator, "brown boots", 5, boots);

        using KeptLease lease = shop.Acquire().Keep();
        Neighbor[] hits = new Neighbor[5];
        lease.Search(Words.VectorOf("brown boots", 4), hits, new SearchOptions { Filter = lease.Filter(boots) });
        Assert.Equal([.. hits.Select(hit => lease.Index.GetProductId(hit.Ordinal))], answer.Products.Select(hit => hit.Id));
        Assert.All(answer.Products, hit => Assert.Equal("shoes/boots", hit.Category));
        Assert.Equal((5, 1, null), (answer.Result.Count, answer.Result.Generation, answer.Variant));
    }

    [Fact]
    public async Task SearchTextAsync_MoreThanTheShopHas_GivesAll()
    {
        using ProductShop shop = Open();
        using Words generator = new(SmallShops.Dimension);
        Assert.Equal(SmallShops.Products, (await shop.SearchTextAsync(generator, "all", int.MaxValue)).Products.Count);
    }

    [Fact]
    public async Task SearchTextAsync_OtherModel_IsRefusedWithBothDimensions()
    {
        using ProductShop shop = Open();
        using Words generator = new(8);
        InvalidOperationException fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => shop.SearchTextAsync(generator, "boots", 5));
        Assert.Equal(
            "the generator makes vectors of 8 numbers, and shop \"shop\" holds vectors of 4; use the model that made the "
            + "products' vectors",
            fault.Message);
    }

    [Fact]
    public async Task SearchTextAsync_WrongUse_IsRefused()
    {
        using ProductShop shop = Open();
        using Words generator = new(SmallShops.Dimension);
        await Assert.ThrowsAsync<ArgumentException>(() => shop.SearchTextAsync(generator, " ", 5));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => shop.SearchTextAsync(generator, "a", 0));
        using KeptLease lease = shop.Acquire().Keep();
        SearchOptions bound = new() { Filter = lease.Index.CreateFilter(f => f.InStock()) };
        await Assert.ThrowsAsync<ArgumentException>(() => shop.SearchTextAsync(generator, "a", 5, options: bound));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => shop.SearchTextAsync(generator, "a", 5, cancellationToken: new CancellationToken(canceled: true)));
    }

    private ProductShop Open()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        return ProductShop.Open("shop", new ShopOptions { Directory = _folder.Root });
    }

    /// <summary>A model of texts whose vectors follow from the letters.</summary>
    internal sealed class Words(int dimension) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public static float[] VectorOf(string text, int dimension)
        {
            float[] vector = new float[dimension];
            for (int i = 0; i < text.Length; i++)
            {
                vector[i % dimension] += text[i] - 'g';
            }

            return vector;
        }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(
                values.Select(text => new Embedding<float>(VectorOf(text, dimension)))));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
