using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Generations;
using ProductSpace.Hosting.Experiments;
using ProductSpace.Hosting.Shops;
using ProductSpace.Hosting.Telemetry;

namespace ProductSpace.Hosting;

/// <summary>
/// One generation of a shop, held for a request: its searches are counted and timed where somebody listens, and go by the
/// variant that the key belongs to. Costs no allocation. Hold it for one request, not for longer.
/// </summary>
/// <example><code>
/// using ShopLease lease = shop.Acquire(shopperKey);
/// ShopAnswer answer = lease.SearchSession(viewed, hits, new SearchOptions { Filter = lease.Filter(boots) });
/// string first = lease.GetProductId(hits[0]);
/// </code></example>
/// <remarks>A lease belongs to the block that acquired it: dispose it once, and dispose no copy of it.</remarks>
public ref struct ShopLease : IDisposable
{
    private readonly OpenShop _open;
    private readonly Variant? _variant;
    private IndexLease _lease;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShopLease(OpenShop open, Variant? variant, IndexLease lease)
    {
        _open = open;
        _variant = variant;
        _lease = lease;
    }

    /// <summary>Number of the generation.</summary>
    public readonly int Generation => _lease.Generation;

    /// <summary>Label of the variant that the key belongs to; null without an experiment or a key.</summary>
    public readonly string? Variant => _variant?.Label;

    /// <summary>The index of the generation, for ids, prices, names and exact searches. Searches asked here are not counted, and go by no variant.</summary>
    public readonly ProductIndex Index => _lease.Index;

    /// <summary>The filter as it is in this generation.</summary>
    /// <exception cref="ArgumentException">the filter is of another shop.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly ProductFilter Filter(ShopFilter filter) =>
        filter.Owner == _open.Shop
            ? _lease.Filter(filter.In(_open, _variant?.Follower ?? 0))
            : throw new ArgumentException($"the filter was made by shop \"{filter.Owner.Name}\", and this is a lease of \"{_open.Shop.Name}\"; make it anew with this shop's CreateFilter", nameof(filter));

    /// <summary>The product id of a hit of this lease's searches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the ordinal is not in the snapshot.</exception>
    public readonly string GetProductId(Neighbor hit) => _lease.Index.GetProductId(hit.Ordinal);

    /// <summary><see cref="ProductIndex.Search"/> of the generation.</summary>
    /// <exception cref="ArgumentException">as there.</exception>
    /// <exception cref="OperationCanceledException">as there.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly ShopAnswer Search(ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        Ask(new Question { Vector = vector }, hits, options);

    /// <summary><see cref="ProductIndex.SearchSession(ReadOnlySpan{string}, Span{Neighbor}, in SearchOptions)"/> of the generation.</summary>
    /// <exception cref="ArgumentException">as there.</exception>
    /// <exception cref="OperationCanceledException">as there.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly ShopAnswer SearchSession(ReadOnlySpan<string> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        Ask(new Question { IsSession = true, Ids = viewed }, hits, options);

    /// <summary><see cref="ProductIndex.SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/> of the generation.</summary>
    /// <exception cref="ArgumentException">as there.</exception>
    /// <exception cref="OperationCanceledException">as there.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly ShopAnswer SearchSession(ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        Ask(new Question { IsSession = true, Ordinals = viewed }, hits, options);

    /// <summary>Gives the generation back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose() => _lease.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly ShopAnswer Ask(scoped in Question question, Span<Neighbor> hits, in SearchOptions options)
    {
        SearchResult result;
        if (_variant is { ChangesOptions: true } variant)
        {
            SearchOptions changed = options;
            variant.Apply(ref changed);
            result = Measure(question, hits, changed);
        }
        else
        {
            result = Measure(question, hits, options);
        }

        return new ShopAnswer(result, _variant?.Label);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly SearchResult Measure(scoped in Question question, Span<Neighbor> hits, in SearchOptions options)
    {
        SearchResult result = _open.Recorder.IsListened ? Record(question, hits, options) : question.Ask(_lease.Index, hits, options);
        _open.LiveRecall?.Offer(_lease.Held, _variant, question, hits, options, result);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly SearchResult Record(scoped in Question question, Span<Neighbor> hits, in SearchOptions options)
    {
        using Activity? activity = ShopRecorder.StartActivity();
        long start = Stopwatch.GetTimestamp();
        SearchResult result;
        try
        {
            result = question.Ask(_lease.Index, hits, options);
        }
        catch (Exception fault)
        {
            _open.Recorder.Fail(start, fault, _variant, activity);
            throw;
        }

        _open.Recorder.Add(start, result, _variant, activity);
        return result;
    }
}
