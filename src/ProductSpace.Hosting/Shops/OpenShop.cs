using ProductSpace.Generations;
using ProductSpace.Generations.Following;
using ProductSpace.Hosting.Experiments;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.Telemetry;

namespace ProductSpace.Hosting.Shops;

/// <summary>
/// A shop between one opening and the closing after it: a follower of the current generation, one for each generation
/// that a variant is pinned to, and what is measured. Immutable; closing it closes its followers.
/// </summary>
internal sealed class OpenShop : IDisposable
{
    private readonly Experiment? _experiment;
    private readonly ShopSearch _search;
    private readonly ShopSearch[] _variantSearches;

    private OpenShop(Experiment? experiment, IndexFollower[] followers, ShopRecorder recorder, ShopSampler? liveRecall)
    {
        _experiment = experiment;
        _search = new ShopSearch(recorder, liveRecall, variant: null);
        _variantSearches = experiment is null
            ? []
            : [.. experiment.Variants.Select(variant => new ShopSearch(recorder, liveRecall, variant))];
        Followers = followers;
        LiveRecall = liveRecall;
    }

    /// <summary>
    /// Followers of the shop: the first one of the current generation, the others of those that variants name.
    /// </summary>
    public IndexFollower[] Followers { get; }

    /// <summary>Null if no query is repeated.</summary>
    public ShopSampler? LiveRecall { get; }

    /// <param name="shop">Name of the shop.</param>
    /// <param name="options">Options that were checked before.</param>
    /// <param name="shared">Services that shops share.</param>
    /// <param name="scope">Owns the filters and leases of the shop, over all its openings.</param>
    /// <param name="totals">Collects the results of live recall.</param>
    /// <param name="follow">Whether the shop has a thread of its own to look at the pointer.</param>
    public static OpenShop Open(
        string shop,
        ShopOptions options,
        SharedShopServices shared,
        FilterScope scope,
        RecallTotals totals,
        bool follow)
    {
        FollowerOptions following = options.ToFollowerOptions();
        Experiment? experiment = options.Experiment is null ? null : new Experiment(options.Experiment);
        int[] pinned = experiment?.PinnedGenerations ?? [];
        IndexFollower[] followers = new IndexFollower[1 + pinned.Length];
        try
        {
            followers[0] = IndexFollower.Open(options.Directory, following, shared.Files, follow, scope);
            for (int i = 0; i < pinned.Length; i++)
            {
                followers[1 + i] =
                    IndexFollower.OpenPinned(options.Directory, pinned[i], following, shared.Files, scope);
            }
        }
        catch
        {
            Close(followers);
            throw;
        }

        ShopRecorder recorder = new(shared.Metrics, shop, experiment?.Name);
        ShopSampler? sampler = options.LiveRecall.OneIn > 0
            ? new ShopSampler(options.LiveRecall, DimensionOf(followers[0]), shared.LiveRecall, recorder, totals)
            : null;
        return new OpenShop(experiment, followers, recorder, sampler);
    }

    /// <summary>
    /// Returns the search of a key's variant; without a key or an experiment, that without a variant.
    /// </summary>
    public ShopSearch SearchOf(ReadOnlySpan<char> key) =>
        _experiment is null || key.IsEmpty ? _search : _variantSearches[_experiment.IndexOf(key)];

    /// <summary>Creates a filter and compiles it for every generation that answers here.</summary>
    public BoundFilter CreateFilter(Action<ProductFilterBuilder> describe, bool allowUnknown)
    {
        BoundFilter filter = Followers[0].CreateFilter(describe, allowUnknown);
        foreach (IndexFollower pinned in Followers.AsSpan(1))
        {
            // A generation of an experiment may be older than a name.
            pinned.Prepare(filter);
        }

        return filter;
    }

    public void Dispose()
    {
        LiveRecall?.Dispose();
        Close(Followers);
    }

    private static int DimensionOf(IndexFollower follower)
    {
        using IndexLease lease = follower.Acquire();
        return lease.Index.Dimension;
    }

    private static void Close(IndexFollower?[] followers)
    {
        foreach (IndexFollower? follower in followers)
        {
            follower?.Dispose();
        }
    }
}
