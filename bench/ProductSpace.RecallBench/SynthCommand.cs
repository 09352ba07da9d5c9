using ProductSpace.Cli.Synth;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench;

/// <summary>The synthetic data of the figures: a shop of the command line's own maker, and session queries for it.</summary>
internal static class SynthCommand
{
    public static void Run(Arguments arguments)
    {
        SyntheticShopOptions options = new()
        {
            Products = arguments.Number("products", 100_000),
            Dimension = arguments.Number("dimension", 100),
            Sessions = arguments.Number("shop-sessions", 1000),
            Seed = (ulong)arguments.Number("seed", 1),
            Hardness = arguments.Has("easy") ? Hardness.Easy : Hardness.Hard,
        };
        int queries = arguments.Number("queries", 1000);
        string folder = arguments.Text("out");
        arguments.RefuseUnread();
        ShopWriter.Write(options, folder, null, CancellationToken.None);
        ShopWriter.WriteQueries(options, queries, Path.Combine(folder, "queries.fvecs"), CancellationToken.None);
        Progress.Say($"{options.Products} products and {queries} queries in {folder}");
    }
}
