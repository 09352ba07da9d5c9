using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Collections;
using ProductSpace.VectorData.Models;

namespace ProductSpace.VectorData;

/// <summary>
/// A collection of records of a type, kept in a folder. What an upsert or delete returned from is seen by every later
/// read, and survives a power cut unless the options say otherwise. A background thread seals changes into an index,
/// while reading and writing go on. Records that are read are new objects; changing them changes nothing in the
/// collection. Safe for any number of threads.
/// </summary>
/// <typeparam name="TKey">Type of the keys: string, Guid, int, uint, long or ulong.</typeparam>
/// <typeparam name="TRecord">Type of the records.</typeparam>
public partial class ProductSpaceCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly StoreHost _host;
    private readonly bool _ownsHost;
    private readonly CollectionModel _model;
    private readonly RecordMapper<TRecord> _mapper;
    private readonly float _targetRecall;
    private readonly VectorStoreCollectionMetadata _metadata;
    private int _isDisposed;

    /// <summary>Names a collection in a folder of collections. Opens and creates nothing yet.</summary>
    /// <param name="directory">Folder of the store.</param>
    /// <param name="name">Name of the collection.</param>
    /// <param name="options">Options; null for the default values.</param>
    /// <exception cref="ArgumentException">The name cannot be a collection's.</exception>
    /// <exception cref="NotSupportedException">The record type has a part that the provider does not
    /// support.</exception>
    [RequiresDynamicCode(StoreFault.NeedsReflection)]
    [RequiresUnreferencedCode(StoreFault.NeedsReflection)]
    public ProductSpaceCollection(string directory, string name, ProductSpaceCollectionOptions? options = null)
        : this(directory, name, BuildModel, options ?? new ProductSpaceCollectionOptions())
    {
    }

    [RequiresDynamicCode(StoreFault.NeedsReflection)]
    [RequiresUnreferencedCode(StoreFault.NeedsReflection)]
    internal ProductSpaceCollection(StoreHost host, string name, ProductSpaceCollectionOptions options)
        : this(host, name, BuildModel, options)
    {
    }

    private protected ProductSpaceCollection(
        string directory,
        string name,
        Func<ProductSpaceCollectionOptions, CollectionModel> model,
        ProductSpaceCollectionOptions options)
        : this(host: null, name, model, options)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _host = StoreHost.Take(directory, options.Storage);
        _ownsHost = true;
    }

    private protected ProductSpaceCollection(
        StoreHost? host,
        string name,
        Func<ProductSpaceCollectionOptions, CollectionModel> model,
        ProductSpaceCollectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CollectionFolder.CheckName(name, nameof(name));
        options.Check();
        Name = name;
        _host = host!;
        _model = model(options);
        _mapper = new RecordMapper<TRecord>(_model, name);
        _targetRecall = options.TargetRecall;
        _metadata = new VectorStoreCollectionMetadata
        {
            VectorStoreSystemName = StoreFault.System,
            VectorStoreName = host is null ? null : Path.GetFileName(host.Directory),
            CollectionName = name,
        };
    }

    /// <inheritdoc />
    public override string Name { get; }

    /// <inheritdoc />
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(_host.Exists(Name));

    /// <inheritdoc />
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) =>
        Faults.Wrap(Name, "EnsureCollectionExists", () => _host.Ensure(Name, _mapper.Columns));

    /// <inheritdoc />
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) =>
        Faults.Wrap(Name, "EnsureCollectionDeleted", () => _host.Delete(Name));

    /// <summary>
    /// Seals everything that was written before the call: its index is complete, and the changes are part of it.
    /// Searches and writes go on meanwhile.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting; the sealing goes on.</param>
    /// <exception cref="VectorStoreException">The collection does not exist, or the sealing failed; nothing is lost
    /// then.</exception>
    public async Task SealAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _host.Get(Name).SealAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Of(Name, "Seal", fault);
        }
    }

    /// <summary>Says what the collection holds, and how its last sealing went.</summary>
    /// <exception cref="VectorStoreException">The collection does not exist.</exception>
    public ProductSpaceCollectionStatus GetStatus() => _host.Get(Name).Status();

    /// <inheritdoc />
    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return UpsertAsync([record], cancellationToken);
    }

    /// <summary>
    /// Writes records; those whose key exists are replaced. A batch is fastest in one call. Of a batch that fails on
    /// the way, some records may have been written; each is written whole or not at all.
    /// </summary>
    /// <param name="records">The records. Where the model generates keys, records without one are given one.</param>
    /// <param name="cancellationToken">Ends the call between two parts of a long batch.</param>
    /// <exception cref="ArgumentException">A record has no key, or a vector of another dimension, zero, or not
    /// finite.</exception>
    /// <exception cref="VectorStoreException">The collection does not exist, or the device refuses.</exception>
    public override async Task UpsertAsync(
        IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        IReadOnlyList<TRecord> list = records as IReadOnlyList<TRecord> ?? [.. records];
        if (list.Count == 0)
        {
            return;
        }

        IReadOnlyList<Embedding>?[]? generated =
            await GenerateAsync(list, cancellationToken).ConfigureAwait(false);
        await Faults.Wrap(Name, "Upsert", () =>
        {
            CollectionHost host = _host.Get(Name);
            Binding binding = _mapper.Bind(host.Schema);
            if (!binding.IsWhole)
            {
                host.EnsureColumns(_mapper.Columns);
                binding = _mapper.Bind(host.Schema);
            }

            object?[][] values = new object?[list.Count][];
            Embedding?[]? own = generated is null ? null : new Embedding?[generated.Length];
            for (int i = 0; i < values.Length; i++)
            {
                for (int property = 0; own is not null && property < own.Length; property++)
                {
                    own[property] = generated![property]?[i];
                }

                values[i] = _mapper.ToValues(list[i], binding, own);
            }

            host.Upsert(values, cancellationToken);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Faults.Wrap(Name, "Delete", () => _host.Get(Name).Delete([key], cancellationToken));
    }

    /// <inheritdoc />
    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Faults.Wrap(
            Name, "Delete", () => _host.Get(Name).Delete([.. keys.Cast<object>()], cancellationToken));
    }

    /// <inheritdoc />
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreCollectionMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsHost && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _host.Release();
        }

        base.Dispose(disposing);
    }

    [RequiresDynamicCode(StoreFault.NeedsReflection)]
    [RequiresUnreferencedCode(StoreFault.NeedsReflection)]
    private static CollectionModel BuildModel(ProductSpaceCollectionOptions options) =>
        typeof(TRecord) == typeof(Dictionary<string, object?>)
            ? throw new NotSupportedException(
                VectorDataStrings.NonDynamicCollectionWithDictionaryNotSupported(typeof(ProductSpaceDynamicCollection)))
            : new RecordModelBuilder().Build(
                typeof(TRecord), typeof(TKey), options.Definition, options.EmbeddingGenerator);

    /// <summary>Generates the vectors of properties that hold something else, one call of the generator each.</summary>
    private async Task<IReadOnlyList<Embedding>?[]?> GenerateAsync(
        IReadOnlyList<TRecord> records, CancellationToken cancellationToken)
    {
        if (!_model.EmbeddingGenerationRequired)
        {
            return null;
        }

        IReadOnlyList<Embedding>?[] generated = new IReadOnlyList<Embedding>?[_model.VectorProperties.Count];
        for (int i = 0; i < generated.Length; i++)
        {
            VectorPropertyModel property = _model.VectorProperties[i];
            if (!RecordModelBuilder.IsVector(property.Type))
            {
                generated[i] = await property.GenerateEmbeddingsAsync(
                    records.Select(property.GetValueAsObject), cancellationToken).ConfigureAwait(false);
                if (generated[i]!.Count != records.Count)
                {
                    throw new InvalidOperationException(
                        $"the embedding generator of property '{property.ModelName}' returned {generated[i]!.Count} "
                        + $"embeddings for {records.Count} records");
                }
            }
        }

        return generated;
    }
}
