using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Collections;
using ProductSpace.VectorData.Filters;
using ProductSpace.VectorData.Models;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.VectorData;

/// <summary>
/// Reading of a collection. Each call reads one moment of it, and all of an answer is made before its first record is
/// returned, so that a slow consumer holds nothing.
/// </summary>
public partial class ProductSpaceCollection<TKey, TRecord>
{
    private static readonly VectorSearchOptions<TRecord> s_search = new();
    private static readonly FilteredRecordRetrievalOptions<TRecord> s_retrieval = new();

    /// <inheritdoc />
    public override Task<TRecord?> GetAsync(
        TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        bool includeVectors = Includes(options?.IncludeVectors == true);
        return Faults.Wrap(Name, "Get", () =>
        {
            using CollectionRead read = _host.Get(Name).Read();
            Binding binding = _mapper.Bind(read.Schema);
            return read.TryFind(key, out RowRef row) ? _mapper.ToRecord(row, binding, includeVectors) : null;
        });
    }

    /// <inheritdoc />
    public override async IAsyncEnumerable<TRecord> GetAsync(
        IEnumerable<TKey> keys,
        RecordRetrievalOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        bool includeVectors = Includes(options?.IncludeVectors == true);
        List<TRecord> records = await Faults.Wrap(Name, "Get", () => Get(keys, includeVectors)).ConfigureAwait(false);
        foreach (TRecord record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    /// <inheritdoc />
    public override async IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter,
        int top,
        FilteredRecordRetrievalOptions<TRecord>? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= s_retrieval;
        bool includeVectors = Includes(options.IncludeVectors);
        List<TRecord> records = await Faults.Wrap(
            Name, "Get", () => Get(filter, top, options, includeVectors)).ConfigureAwait(false);
        foreach (TRecord record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    /// <summary>
    /// Finds the records nearest to a vector, or to what the embedding generator makes of the value, best first.
    /// Exactly min(top, matching records) are returned, less where the score threshold leaves fewer.
    /// </summary>
    /// <typeparam name="TInput">Type of the value.</typeparam>
    /// <param name="searchValue">A vector, as ReadOnlyMemory of float, float[] or Embedding of float; or a value for
    /// the generator.</param>
    /// <param name="top">Most results.</param>
    /// <param name="options">Filter, vector property, results to skip, score threshold, whether to return
    /// vectors.</param>
    /// <param name="cancellationToken">Ends the generation of the embedding and the enumeration.</param>
    /// <exception cref="ArgumentException">The vector has another dimension, is zero, or not finite.</exception>
    /// <exception cref="NotSupportedException">The value is no vector and there is no generator, or the filter has a
    /// part that cannot be translated.</exception>
    /// <exception cref="VectorStoreException">The collection does not exist, or is damaged.</exception>
    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue,
        int top,
        VectorSearchOptions<TRecord>? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= s_search;
        bool includeVectors = Includes(options.IncludeVectors);
        VectorPropertyModel property = _model.GetVectorPropertyOrSingle(options);
        ReadOnlyMemory<float> query = RecordMapper<TRecord>.VectorOf(searchValue)
            ?? await GenerateAsync(property, searchValue, cancellationToken).ConfigureAwait(false);
        VectorSearchResult<TRecord>[] results = Search(property, query.Span, top, options, includeVectors);
        foreach (VectorSearchResult<TRecord> result in results)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return result;
        }
    }

    private static async Task<ReadOnlyMemory<float>> GenerateAsync<TInput>(
        VectorPropertyModel property, TInput value, CancellationToken cancellationToken)
    {
        if (property.EmbeddingGenerationDispatcher is not null)
        {
            Embedding embedding =
                await property.GenerateEmbeddingAsync(value, cancellationToken).ConfigureAwait(false);
            return ((Embedding<float>)embedding).Vector;
        }

        throw property.EmbeddingGenerator is null
            ? new NotSupportedException(VectorDataStrings.InvalidSearchInputAndNoEmbeddingGeneratorWasConfigured(
                value!.GetType(), RecordModelBuilder.VectorTypes))
            : new InvalidOperationException(VectorDataStrings.IncompatibleEmbeddingGeneratorWasConfiguredForInputType(
                typeof(TInput), property.EmbeddingGenerator.GetType()));
    }

    private VectorSearchResult<TRecord>[] Search(
        VectorPropertyModel property,
        ReadOnlySpan<float> query,
        int top,
        VectorSearchOptions<TRecord> options,
        bool includeVectors)
    {
        _mapper.Check(property, query, "the query");
        Distance distance = _mapper.DistanceOf(property);
        try
        {
            using CollectionRead read = _host.Get(Name).Read();
            Binding binding = _mapper.Bind(read.Schema);
            FilterNode? filter = options.Filter is null
                ? null
                : new FilterTranslator(_model, binding.ColumnOf).Translate(options.Filter);
            int count = (int)Math.Min((long)top + options.Skip, read.View.Records);
            if (count <= options.Skip)
            {
                return [];
            }

            VectorQuestion question = new(
                binding.ColumnOf(property), distance, RecordModelBuilder.IsFlat(property), _targetRecall);
            TopHits hits = TopHits.Rent(count);
            VectorSearch.Run(read.Sealed, read.View, read.Schema, question, query, filter, hits, count);
            VectorSearchResult<TRecord>[] results =
                Results(hits.Sorted(), distance, read, binding, options, includeVectors);
            TopHits.Return(hits);
            return results;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Of(Name, "Search", fault);
        }
    }

    private VectorSearchResult<TRecord>[] Results(
        ReadOnlySpan<Hit> hits,
        Distance distance,
        in CollectionRead read,
        Binding binding,
        VectorSearchOptions<TRecord> options,
        bool includeVectors)
    {
        if (options.ScoreThreshold is double threshold)
        {
            int within = 0;
            while (within < hits.Length && distance.IsWithin(distance.Score(hits[within].Closeness), threshold))
            {
                within++;
            }

            hits = hits[..within];
        }

        hits = hits[Math.Min(options.Skip, hits.Length)..];
        VectorSearchResult<TRecord>[] results = new VectorSearchResult<TRecord>[hits.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = new VectorSearchResult<TRecord>(
                _mapper.ToRecord(read.RowOf(hits[i].Record), binding, includeVectors),
                distance.Score(hits[i].Closeness));
        }

        return results;
    }

    private List<TRecord> Get(IEnumerable<TKey> keys, bool includeVectors)
    {
        List<TRecord> records = [];
        using CollectionRead read = _host.Get(Name).Read();
        Binding binding = _mapper.Bind(read.Schema);
        foreach (TKey key in keys)
        {
            if (read.TryFind(key, out RowRef row))
            {
                records.Add(_mapper.ToRecord(row, binding, includeVectors));
            }
        }

        return records;
    }

    private List<TRecord> Get(
        Expression<Func<TRecord, bool>> filter,
        int top,
        FilteredRecordRetrievalOptions<TRecord> options,
        bool includeVectors)
    {
        using CollectionRead read = _host.Get(Name).Read();
        Binding binding = _mapper.Bind(read.Schema);
        FilterNode node = new FilterTranslator(_model, binding.ColumnOf).Translate(filter);
        List<(int Column, bool IsAscending)> order = OrderOf(options, binding);
        long most = (long)top + options.Skip;
        List<int> matching = read.Matching(node, order.Count == 0 ? most : long.MaxValue);
        if (order.Count > 0)
        {
            matching = read.Sorted(matching, order);
        }

        List<TRecord> records = [];
        for (int i = options.Skip; i < Math.Min(matching.Count, most); i++)
        {
            records.Add(_mapper.ToRecord(read.RowOf(matching[i]), binding, includeVectors));
        }

        return records;
    }

    private List<(int Column, bool IsAscending)> OrderOf(
        FilteredRecordRetrievalOptions<TRecord> options, Binding binding)
    {
        List<(int, bool)> order = [];
        foreach (var part in options.OrderBy?.Invoke(new()).Values ?? [])
        {
            PropertyModel property = _model.GetDataOrKeyProperty(part.PropertySelector);
            if (!Scalars.TryKindOf(property.Type, out ValueKind kind) || Scalars.IsList(kind))
            {
                throw new NotSupportedException(
                    $"records cannot be ordered by property '{property.ModelName}': it is a list or a vector");
            }

            order.Add((binding.ColumnOf(property), part.Ascending));
        }

        return order;
    }

    /// <exception cref="NotSupportedException">Vectors are asked for where a generator makes them.</exception>
    private bool Includes(bool includeVectors) => includeVectors && _model.EmbeddingGenerationRequired
        ? throw new NotSupportedException(VectorDataStrings.IncludeVectorsNotSupportedWithEmbeddingGeneration)
        : includeVectors;
}
