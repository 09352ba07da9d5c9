using System.Linq.Expressions;

namespace ProductSpace.VectorData.Tests;

/// <summary>A collection of items in a folder of its own, removed afterwards.</summary>
internal sealed class Shelf : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProductSpaceStorageOptions _storage;

    public Shelf(ProductSpaceStorageOptions? storage = null, bool create = true)
    {
        _storage = storage ?? new ProductSpaceStorageOptions();
        Open();
        if (create)
        {
            Items.EnsureCollectionExistsAsync().GetAwaiter().GetResult();
        }
    }

    public ProductSpaceVectorStore Store { get; private set; } = null!;

    public ProductSpaceCollection<int, Item> Items { get; private set; } = null!;

    public string Root => _folder.Root;

    /// <summary>Folder of the collection.</summary>
    public string Folder => Path.Combine(Root, "items");

    /// <summary>Closes everything and opens it again, as a restart does.</summary>
    public void Reopen()
    {
        Store.Dispose();
        Open();
    }

    public Task FillAsync(int count, int first = 0) => Items.UpsertAsync(Enumerable.Range(first, count).Select(Item.Of));

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    /// <summary>All records, by key.</summary>
    public static async Task<List<Item>> AllAsync(VectorStoreCollection<int, Item> items) =>
        [.. (await items.GetAsync(item => true, int.MaxValue).ToListAsync()).OrderBy(item => item.Id)];

    public static async Task<int[]> IdsAsync(
        VectorStoreCollection<int, Item> items, Expression<Func<Item, bool>> filter) =>
        [.. (await items.GetAsync(filter, int.MaxValue).ToListAsync()).Select(item => item.Id).Order()];

    private void Open()
    {
        Store = new ProductSpaceVectorStore(Root, new ProductSpaceVectorStoreOptions { Storage = _storage });
        Items = (ProductSpaceCollection<int, Item>)Store.GetCollection<int, Item>("items");
    }
}
