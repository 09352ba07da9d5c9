using System.Globalization;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Cold;

namespace ProductSpace.Cli.Output;

/// <summary>What a trial with hidden products found, as text and as JSON.</summary>
internal static class ColdTrialText
{
    public static void Print(TextWriter text, ColdTrialResult result)
    {
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Products:N0} products, {result.Hidden:N0} hidden in {result.Draws} draws, {result.Judged:N0} of "
            + $"them in {result.Cases:N0} cases of later sessions"));
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"metadata explain {result.Explained:P1} of the vectors; {result.Unknown:N0} hidden products share nothing "
            + $"with a trained one"));
        text.WriteLine();
        text.WriteLine($"{"",-32}{"HR@20",8}{"exposure",10}{"known",8}");
        foreach (ColdFigures figures in result.Methods)
        {
            text.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{figures.Name,-32}{figures.HitRate,8:F4}{figures.Exposure,10:F2}{figures.Known,8:F3}"));
        }

        text.WriteLine();
        text.WriteLine(Against("popularity of the category", result.AgainstPopularity));
        text.WriteLine(Against("the nearest by category and price", result.AgainstNearest));
    }

    public static JsonFields Json(ColdTrialResult result) => new()
    {
        ["products"] = result.Products,
        ["hidden"] = result.Hidden,
        ["judged"] = result.Judged,
        ["draws"] = result.Draws,
        ["cases"] = result.Cases,
        ["explained"] = result.Explained,
        ["unknown"] = result.Unknown,
        ["methods"] = result.Methods
            .Select(figures => new JsonFields
            {
                ["name"] = figures.Name,
                ["hitRate"] = figures.HitRate,
                ["exposure"] = figures.Exposure,
                ["known"] = figures.Known,
            })
            .ToArray(),
        ["againstPopularity"] = Interval(result.AgainstPopularity),
        ["againstNearest"] = Interval(result.AgainstNearest),
    };

    private static string Against(string baseline, BootstrapInterval? ratio) => ratio is BootstrapInterval known
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"the blend finds {known.Mean:F2} times as many as {baseline}, 95 % interval over products "
            + $"[{known.Low:F2}, {known.High:F2}]")
        : $"{baseline}: finds none";

    private static JsonFields? Interval(BootstrapInterval? ratio) => ratio is BootstrapInterval known
        ? new JsonFields { ["mean"] = known.Mean, ["low"] = known.Low, ["high"] = known.High }
        : null;
}
