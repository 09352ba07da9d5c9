namespace ProductSpace.Evaluation.Attribution;

/// <summary>What the exploration slot of one variant says of a policy that did not draw its products.</summary>
/// <param name="Placement">The placement.</param>
/// <param name="Variant">The variant; empty outside an experiment.</param>
/// <param name="Impressions">Number of products that the slot drew.</param>
/// <param name="Clicks">Number of these that were clicked.</param>
/// <param name="Purchases">Number of these that were bought.</param>
/// <param name="ClickRate">Clicks by impressions: it depends on how often each product was drawn.</param>
/// <param name="Click">Estimated click rate of the policy to be judged.</param>
/// <param name="Purchase">Estimated purchase rate of the policy to be judged.</param>
public sealed record ExplorationEstimate(
    string Placement,
    string Variant,
    int Impressions,
    int Clicks,
    int Purchases,
    BootstrapInterval ClickRate,
    SnipsEstimate Click,
    SnipsEstimate Purchase);
