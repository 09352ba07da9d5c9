using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Collections;

namespace ProductSpace.VectorData;

/// <summary>
/// A folder of collections, embedded in the process: each collection is a folder in it. Stores of one process that name
/// the same folder share what is open; another process cannot open a collection meanwhile. Safe for any number of
/// threads. Dispose it to let the folder go; its collections are closed with it.
/// </summary>
/// <example><code>
/// using ProductSpaceVectorStore store = new("vectors");
/// VectorStoreCollection&lt;string, Article&gt; articles = store.GetCollection&lt;string, Article&gt;("articles");
/// await articles.EnsureCollectionExistsAsync();
/// await articles.UpsertAsync(batch);
/// await foreach (VectorSearchResult&lt;Article&gt; hit in articles.SearchAsync(query, top: 10))
/// {
///     Console.WriteLine($"{hit.Score:F3} {hit.Record.Title}");
/// }
/// </code></example>
public sealed class ProductSpaceVectorStore : VectorStore
{
    private readonly StoreHost _host;
    private readonly ProductSpaceVectorStoreOptions _options;
    private readonly VectorStoreMetadata _metadata;
    private int _isDisposed;

    /// <summary>Names a folder. It is created with the first collection.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Options; null for the default values.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ProductSpaceVectorStore(string directory, ProductSpaceVectorStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _options = new ProductSpaceVectorStoreOptions(options);
        _options.ForCollection(definition: null).Check();
        _host = StoreHost.Take(directory, _options.Storage);
        _metadata = new VectorStoreMetadata
        {
            VectorStoreSystemName = StoreFault.System,
            VectorStoreName = Path.GetFileName(_host.Directory),
        };
    }

    /// <inheritdoc />
    [RequiresDynamicCode(StoreFault.NeedsReflection)]
    [RequiresUnreferencedCode(StoreFault.NeedsReflection)]
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(
        string name, VectorStoreCollectionDefinition? definition = null) =>
        typeof(TRecord) == typeof(Dictionary<string, object?>)
            ? throw new ArgumentException(VectorDataStrings.GetCollectionWithDictionaryNotSupported)
            : new ProductSpaceCollection<TKey, TRecord>(_host, name, _options.ForCollection(definition));

    /// <inheritdoc />
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(
        string name, VectorStoreCollectionDefinition definition) =>
        new ProductSpaceDynamicCollection(_host, name, _options.ForCollection(definition));

    /// <inheritdoc />
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (string name in _host.Names())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <inheritdoc />
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        CollectionFolder.CheckName(name, nameof(name));
        return Task.FromResult(_host.Exists(name));
    }

    /// <inheritdoc />
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        CollectionFolder.CheckName(name, nameof(name));
        return Faults.Wrap(name, "EnsureCollectionDeleted", () => _host.Delete(name));
    }

    /// <inheritdoc />
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _host.Release();
        }

        base.Dispose(disposing);
    }
}
