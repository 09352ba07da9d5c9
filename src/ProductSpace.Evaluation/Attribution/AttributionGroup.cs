namespace ProductSpace.Evaluation.Attribution;

/// <summary>What impressions of one kind led to.</summary>
/// <param name="Dimension">What the impressions have in common.</param>
/// <param name="Name">Value that they have in common, such as the placement's name; empty for all.</param>
/// <param name="Impressions">Number of impressions.</param>
/// <param name="Clicks">Number of impressions that were clicked, each counted once.</param>
/// <param name="Purchases">Number of impressions whose product was bought, each counted once.</param>
/// <param name="ClickRate">Clicks by impressions, with an interval over sessions or users.</param>
/// <param name="PurchaseRate">Purchases by impressions, with an interval over sessions or users.</param>
public sealed record AttributionGroup(
    AttributionDimension Dimension,
    string Name,
    int Impressions,
    int Clicks,
    int Purchases,
    BootstrapInterval ClickRate,
    BootstrapInterval PurchaseRate);
