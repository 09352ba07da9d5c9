using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;
using ProductSpace.VectorData.Collections;

namespace ProductSpace.VectorData;

/// <summary>
/// Registers stores and collections with a host's services. Each is registered as its own type and as the types of the
/// abstractions. Where the options name no embedding generator, that of the services is used, if they have one. Call it
/// while the host is built, from one thread.
/// </summary>
public static class ProductSpaceVectorDataServices
{
    /// <summary>Registers a store.</summary>
    /// <param name="services">Services of the host.</param>
    /// <param name="directory">Folder of the store.</param>
    /// <param name="options">Options; null for the default values.</param>
    /// <param name="lifetime">Lifetime of the store.</param>
    public static IServiceCollection AddProductSpaceVectorStore(
        this IServiceCollection services,
        string directory,
        ProductSpaceVectorStoreOptions? options = null,
        ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        AddKeyedProductSpaceVectorStore(services, serviceKey: null, directory, options, lifetime);

    /// <summary>Registers a store under a key.</summary>
    /// <param name="services">Services of the host.</param>
    /// <param name="serviceKey">Key of the service; null for none.</param>
    /// <param name="directory">Folder of the store.</param>
    /// <param name="options">Options; null for the default values.</param>
    /// <param name="lifetime">Lifetime of the store.</param>
    public static IServiceCollection AddKeyedProductSpaceVectorStore(
        this IServiceCollection services,
        object? serviceKey,
        string directory,
        ProductSpaceVectorStoreOptions? options = null,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        services.Add(new ServiceDescriptor(
            typeof(ProductSpaceVectorStore),
            serviceKey,
            (provider, _) => new ProductSpaceVectorStore(directory, new ProductSpaceVectorStoreOptions(options)
            {
                EmbeddingGenerator = options?.EmbeddingGenerator ?? provider.GetService<IEmbeddingGenerator>(),
            }),
            lifetime));
        services.Add(new ServiceDescriptor(
            typeof(VectorStore),
            serviceKey,
            static (provider, key) => provider.GetRequiredKeyedService<ProductSpaceVectorStore>(key),
            lifetime));
        return services;
    }

    /// <summary>Registers a collection of records of a type.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TRecord">Type of the records.</typeparam>
    /// <param name="services">Services of the host.</param>
    /// <param name="directory">Folder of the store that the collection belongs to.</param>
    /// <param name="name">Name of the collection.</param>
    /// <param name="options">Options; null for the default values.</param>
    /// <param name="lifetime">Lifetime of the collection.</param>
    /// <exception cref="ArgumentException">The name cannot be a collection's.</exception>
    [RequiresDynamicCode(StoreFault.NeedsReflection)]
    [RequiresUnreferencedCode(StoreFault.NeedsReflection)]
    public static IServiceCollection AddProductSpaceCollection<TKey, TRecord>(
        this IServiceCollection services,
        string directory,
        string name,
        ProductSpaceCollectionOptions? options = null,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class =>
        AddKeyedProductSpaceCollection<TKey, TRecord>(services, serviceKey: null, directory, name, options, lifetime);

    /// <summary>Registers a collection of records of a type under a key.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TRecord">Type of the records.</typeparam>
    /// <param name="services">Services of the host.</param>
    /// <param name="serviceKey">Key of the service; null for none.</param>
    /// <param name="directory">Folder of the store that the collection belongs to.</param>
    /// <param name="name">Name of the collection.</param>
    /// <param name="options">Options; null for the default values.</param>
    /// <param name="lifetime">Lifetime of the collection.</param>
    /// <exception cref="ArgumentException">The name cannot be a collection's.</exception>
    [RequiresDynamicCode(StoreFault.NeedsReflection)]
    [RequiresUnreferencedCode(StoreFault.NeedsReflection)]
    public static IServiceCollection AddKeyedProductSpaceCollection<TKey, TRecord>(
        this IServiceCollection services,
        object? serviceKey,
        string directory,
        string name,
        ProductSpaceCollectionOptions? options = null,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TKey : notnull
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        CollectionFolder.CheckName(name, nameof(name));
        services.Add(new ServiceDescriptor(
            typeof(ProductSpaceCollection<TKey, TRecord>),
            serviceKey,
            (provider, _) => new ProductSpaceCollection<TKey, TRecord>(
                directory,
                name,
                new ProductSpaceCollectionOptions(options)
                {
                    EmbeddingGenerator = options?.EmbeddingGenerator ?? provider.GetService<IEmbeddingGenerator>(),
                }),
            lifetime));
        Alias<VectorStoreCollection<TKey, TRecord>, ProductSpaceCollection<TKey, TRecord>>();
        Alias<IVectorSearchable<TRecord>, ProductSpaceCollection<TKey, TRecord>>();
        return services;

        // Lets the collection be asked for by a type of the abstractions.
        void Alias<TService, TImplementation>()
            where TImplementation : class, TService =>
            services.Add(new ServiceDescriptor(
                typeof(TService),
                serviceKey,
                static (provider, key) => provider.GetRequiredKeyedService<TImplementation>(key),
                lifetime));
    }
}
