using ProductSpace.Generations.Following;

namespace ProductSpace.Generations;

/// <summary>
/// A lease that lives on the heap, so that it may cross an <c>await</c>, stand in a lambda, or be a field: it holds one
/// generation as <see cref="IndexLease"/> does, from <see cref="IndexLease.Keep"/> until it is disposed. Costs one
/// small allocation. Safe for any number of threads, as long as none of them uses it after it was disposed.
/// </summary>
/// <example><code>
/// using KeptLease lease = shop.Acquire(shopper).Keep();
/// float[] vector = await EmbedAsync(text, cancellationToken);
/// SearchResult result = lease.Search(vector, hits);
/// </code></example>
/// <remarks>
/// A lease that is forgotten is released when the garbage collector finds it; until then the old generation keeps its
/// memory.
/// </remarks>
public sealed class KeptLease : IDisposable
{
    private readonly SearchInterceptor? _interceptor;
    private FollowedGeneration? _generation;

    internal KeptLease(FollowedGeneration generation, SearchInterceptor? interceptor)
    {
        _generation = generation;
        _interceptor = interceptor;
    }

    ~KeptLease() => Release();

    /// <inheritdoc cref="IndexLease.Generation"/>
    public int Generation => View.Generation;

    /// <inheritdoc cref="IndexLease.Publication"/>
    public long Publication => View.Publication;

    /// <inheritdoc cref="IndexLease.Variant"/>
    public string? Variant => _interceptor?.Variant;

    /// <inheritdoc cref="IndexLease.Index"/>
    public ProductIndex Index => View.Index;

    /// <inheritdoc cref="IndexLease.EntityTag"/>
    public string EntityTag => View.EntityTag;

    /// <summary>A lease of the generation without ownership: it is not disposed.</summary>
    private IndexLease View
    {
        get
        {
            FollowedGeneration? held = Volatile.Read(ref _generation);
            ObjectDisposedException.ThrowIf(held is null, this);
            return new IndexLease(held, _interceptor);
        }
    }

    /// <inheritdoc cref="IndexLease.Filter"/>
    public ProductFilter Filter(BoundFilter filter) => View.Filter(filter);

    /// <inheritdoc cref="IndexLease.GetProductId(Neighbor)"/>
    public string GetProductId(Neighbor hit) => View.GetProductId(hit);

    /// <inheritdoc cref="IndexLease.GetProductId(in SearchResult, Neighbor)"/>
    public string GetProductId(in SearchResult result, Neighbor hit) => View.GetProductId(result, hit);

    /// <inheritdoc cref="IndexLease.Search(ReadOnlySpan{float}, Span{Neighbor}, in SearchOptions)"/>
    public SearchResult Search(
        ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        View.Search(vector, hits, options);

    /// <inheritdoc cref="IndexLease.SearchSession(ReadOnlySpan{string}, Span{Neighbor}, in SearchOptions)"/>
    public SearchResult SearchSession(
        ReadOnlySpan<string> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        View.SearchSession(viewed, hits, options);

    /// <inheritdoc cref="IndexLease.SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/>
    public SearchResult SearchSession(
        ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        View.SearchSession(viewed, hits, options);

    /// <summary>Releases the generation; further calls do nothing.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release() => Interlocked.Exchange(ref _generation, null)?.Exit();
}
