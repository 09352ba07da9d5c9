using System.Diagnostics;
using ProductSpace.Generations.Following;
using ProductSpace.Hosting.Experiments;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.Telemetry;

namespace ProductSpace.Hosting.Shops;

/// <summary>
/// Sends the searches of a shop's leases to the index: applies the variant, counts and times if somebody listens, and
/// offers the answer to live recall. One for each variant of an open shop, and one for leases without a variant.
/// </summary>
internal sealed class ShopSearch(ShopRecorder recorder, ShopSampler? sampler, Variant? variant) : SearchInterceptor
{
    public override string? Variant => variant?.Label;

    /// <summary>Index among the followers of the open shop.</summary>
    public int Follower => variant?.Follower ?? 0;

    public override SearchResult Search(
        FollowedGeneration generation, scoped in SearchInput request, Span<Neighbor> hits, in SearchOptions options)
    {
        if (variant is { ChangesOptions: true })
        {
            return Measure(generation, request, hits, variant.Apply(options));
        }

        return Measure(generation, request, hits, options);
    }

    private SearchResult Measure(
        FollowedGeneration generation, scoped in SearchInput request, Span<Neighbor> hits, in SearchOptions options)
    {
        SearchOptions raised = sampler is { Keeper.Steps: > 0 } && options.EfSearch == 0 && options.TargetRecall < 1
            ? options with { TargetRecall = sampler.Keeper.Raise(options.TargetRecall) }
            : options;
        SearchResult result = recorder.IsListened
            ? Record(generation.Index, request, hits, raised)
            : request.Search(generation.Index, hits, raised);
        sampler?.Offer(generation, variant, request, hits, options, result);
        return result;
    }

    private SearchResult Record(
        ProductIndex index, scoped in SearchInput request, Span<Neighbor> hits, in SearchOptions options)
    {
        using Activity? activity = ShopRecorder.StartActivity();
        long start = Stopwatch.GetTimestamp();
        SearchResult result;
        try
        {
            result = request.Search(index, hits, options);
        }
        catch (Exception fault)
        {
            recorder.Fail(start, fault, variant, activity);
            throw;
        }

        recorder.Add(start, result, variant, activity);
        return result;
    }
}
