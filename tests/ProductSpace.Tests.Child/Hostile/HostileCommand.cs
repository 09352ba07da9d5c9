namespace ProductSpace.Tests.Hostile;

/// <summary>The verb of the helper: `hostile TARGET golden-folder [name=value ...]`.</summary>
internal static class HostileCommand
{
    public static int Run(string target, string goldenFolder, string[] pairs)
    {
        CampaignOptions options = CampaignOptions.Parse(target, pairs);
        Func<HostileTarget> make = HostileTargets.Find(target, goldenFolder, options.Twin);
        using HostileCampaign campaign = new(options, make, Console.Out);
        return campaign.Run();
    }
}
