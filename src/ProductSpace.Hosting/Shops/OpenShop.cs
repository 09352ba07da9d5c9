using ProductSpace.Generations;
using ProductSpace.Hosting.Experiments;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.Telemetry;

namespace ProductSpace.Hosting.Shops;

/// <summary>
/// A shop between one opening and the closing after it: the follower of the current generation, one for each generation that
/// a variant is pinned to, and what is measured. Never changes; closing is that its followers are closed.
/// </summary>
internal sealed class OpenShop : IDisposable
{
    private OpenShop(ProductShop shop, Experiment? experiment, IndexFollower[] followers, ShopRecorder recorder, ShopSampler? liveRecall)
    {
        Shop = shop;
        Experiment = experiment;
        Followers = followers;
        Recorder = recorder;
        LiveRecall = liveRecall;
    }

    public ProductShop Shop { get; }

    public Experiment? Experiment { get; }

    /// <summary>The first follows the pointer.</summary>
    public IndexFollower[] Followers { get; }

    public ShopRecorder Recorder { get; }

    /// <summary>Null where no query is repeated.</summary>
    public ShopSampler? LiveRecall { get; }

    /// <param name="shop">Whose.</param>
    /// <param name="options">Checked before.</param>
    /// <param name="shared">What shops share.</param>
    /// <param name="follow">Whether the shop has a thread of its own to look at the pointer.</param>
    public static OpenShop Open(ProductShop shop, ShopOptions options, SharedShopServices shared, bool follow)
    {
        FollowerOptions following = new() { Mode = options.Mode, PollInterval = options.PollInterval, UseWatcher = options.UseWatcher, CopyToMemory = options.CopyToMemory, GuardOverwrites = options.GuardOverwrites, UseDelta = options.UseDelta };
        Experiment? experiment = Experiment.Make(options.Experiment, out int[] generations);
        IndexFollower[] followers = new IndexFollower[1 + generations.Length];
        try
        {
            followers[0] = IndexFollower.Open(options.Directory, following, shared.Files, follow);
            for (int i = 1; i < followers.Length; i++)
            {
                followers[i] = IndexFollower.OpenPinned(options.Directory, generations[i - 1], following, shared.Files);
            }
        }
        catch
        {
            Close(followers);
            throw;
        }

        ShopRecorder recorder = new(shared.Metrics, shop.Name, experiment);
        ShopSampler? sampler = options.LiveRecall.OneIn > 0 ? new ShopSampler(options.LiveRecall, followers[0].Dimension, shared.LiveRecall, recorder, shop.RecallTotals) : null;
        return new OpenShop(shop, experiment, followers, recorder, sampler);
    }

    public void Dispose()
    {
        LiveRecall?.Dispose();
        Close(Followers);
    }

    private static void Close(IndexFollower?[] followers)
    {
        foreach (IndexFollower? follower in followers)
        {
            follower?.Dispose();
        }
    }
}
