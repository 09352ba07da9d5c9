using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Training;

namespace ProductSpace.Cli.Verbs;

/// <summary>`drift`: measures how far a model moved from an earlier one.</summary>
internal static class DriftVerb
{
    public static Command Create()
    {
        Argument<string> before = new("old") { Description = "Model folder to compare with." };
        Argument<string> after = new("new") { Description = "Model folder that is to replace it." };
        Option<bool> json = Common.Json();
        Command verb = new(
            "drift",
            "Compares two models of a shop: products, vectors after the best rotation, neighbors.")
        {
            before,
            after,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                using ConsoleProgress progress = parsed.Progress();
                using EmbeddingModel old = EmbeddingModel.Load(
                    parsed.GetRequiredValue(before), progress, cancellationToken);
                using EmbeddingModel current = EmbeddingModel.Load(
                    parsed.GetRequiredValue(after), progress, cancellationToken);
                DriftReport report = ModelDrift.Compare(
                    old, current, progress: progress, cancellationToken: cancellationToken);
                progress.Clear();
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(parsed.Out(), report);
                }
                else
                {
                    parsed.Out().WriteHeading("How far the products' vectors moved from one model to the other");
                    Print(report, parsed.Out());
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    public static void Print(DriftReport report, TextWriter output)
    {
        string outCosine = report.MeanCosineNext is double next ? Text($", OUT {next:F4}") : string.Empty;
        string keptNext = report.NeighborsKeptNext is double kept ? Text($", {kept:P1} next") : string.Empty;
        string products = Text(
            $"{report.CommonProducts:N0} in both, {report.NewProducts:N0} new, {report.VanishedProducts:N0} vanished");
        string fit = Text($"rotation fitted to {report.FittedProducts:N0} products");
        string chance = Text($"unrelated vectors would reach {report.ChanceCosine:F2}");
        string sample = Text($"{report.SampledProducts:N0} products among {report.NeighborCandidates:N0}");
        output.WriteLine($"products       {products}");
        output.WriteLine(Text($"mean cosine    IN {report.MeanCosine:F4}{outCosine} ({fit}; {chance})"));
        output.WriteLine(Text($"neighbors kept {report.NeighborsKept:P1} similar{keptNext} (10 nearest of {sample})"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
