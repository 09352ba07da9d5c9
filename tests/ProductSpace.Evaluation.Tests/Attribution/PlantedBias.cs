using System.Globalization;
using System.Text;
using ProductSpace.Evaluation.Attribution;
using ProductSpace.Recommendations;

namespace ProductSpace.Evaluation.Tests.Attribution;

/// <summary>
/// An experiment whose exploration slots draw unevenly: variant a, the better one, mostly its worst products, variant b
/// mostly its best. Clicks by impressions choose b.
/// </summary>
internal static class PlantedBias
{
    public const double RateOfA = 0.12;
    public const double RateOfB = 0.09;
    private const int Products = 10;

    /// <summary>Writes the two logs.</summary>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="isBroken">True for a shop that logs the same propensity for every product.</param>
    public static (string Shown, string Events) Write(string folder, int seed, bool isBroken = false)
    {
        Random random = new(seed);
        StringBuilder shown = new("time,session,product,token\n");
        StringBuilder events = new("time,session,product,event\n");
        for (int session = 0; session < 12_000; session++)
        {
            bool isA = session % 2 == 0;
            int product = Draw(random, isA, out double propensity);
            double rate = (isA ? RateOfA : RateOfB) * ((2 * product) + 1) / Products;
            long time = 1_760_000_000 + (session * 40L);
            RecommendationToken token = new() { Placement = "home", Variant = isA ? "a" : "b", Position = 6, Propensity = isBroken ? 0.1f : (float)propensity };
            shown.Append(CultureInfo.InvariantCulture, $"{time},s{session},{token.Variant}{product},{token}\n");
            if (random.NextDouble() < rate)
            {
                events.Append(CultureInfo.InvariantCulture, $"{time + 20},s{session},{token.Variant}{product},view\n");
            }
        }

        string name = Path.Combine(folder, $"{seed}-{isBroken}");
        File.WriteAllText(name + "-shown.csv", shown.ToString());
        File.WriteAllText(name + "-events.csv", events.ToString());
        return (name + "-shown.csv", name + "-events.csv");
    }

    /// <summary>Whether a result chooses the better variant, with both true rates within the intervals.</summary>
    public static bool IsRight(AttributionResult result)
    {
        SnipsEstimate a = Of(result, "a").Click;
        SnipsEstimate b = Of(result, "b").Click;
        return a.Rate.Mean > b.Rate.Mean
            && a.Rate.Low <= RateOfA && RateOfA <= a.Rate.High
            && b.Rate.Low <= RateOfB && RateOfB <= b.Rate.High;
    }

    public static ExplorationEstimate Of(AttributionResult result, string variant) => result.Exploration.Single(row => row.Variant == variant);

    /// <summary>Draws a product: of a the lower numbers, whose rates are lower, of b the higher ones.</summary>
    private static int Draw(Random random, bool isA, out double propensity)
    {
        const int sum = Products * (Products + 1) / 2;
        int left = random.Next(sum);
        int rank = 0;
        while (left >= rank + 1)
        {
            left -= ++rank;
        }

        propensity = (rank + 1.0) / sum;
        return isA ? Products - 1 - rank : rank;
    }
}
