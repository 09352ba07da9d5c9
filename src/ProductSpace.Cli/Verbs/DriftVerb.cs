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
        Command verb = new("drift", "Compares two models of a shop: products, vectors after the best rotation, neighbors.") { before, after, json };
        verb.SetAction((parsed, cancellationToken) =>
        {
            using EmbeddingModel old = EmbeddingModel.Load(parsed.GetRequiredValue(before), cancellationToken);
            using EmbeddingModel current = EmbeddingModel.Load(parsed.GetRequiredValue(after), cancellationToken);
            DriftReport report = ModelDrift.Compare(old, current, cancellationToken: cancellationToken);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), report);
            }
            else
            {
                Print(report, parsed.Out());
            }

            return Task.FromResult(ExitCode.Done);
        });
        return verb;
    }

    public static void Print(DriftReport report, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"products       {report.CommonProducts:N0} in both, {report.NewProducts:N0} new, {report.VanishedProducts:N0} vanished"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean cosine    IN {report.MeanCosine:F4}{(report.MeanCosineNext is double next ? $", OUT {next:F4}" : string.Empty)} (rotation fitted to {report.FittedProducts:N0} products; unrelated vectors would reach {report.ChanceCosine:F2})"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"neighbors kept {report.NeighborsKept:P1} similar{(report.NeighborsKeptNext is double kept ? $", {kept:P1} next" : string.Empty)} (10 nearest of {report.SampledProducts:N0} products among {report.NeighborCandidates:N0})"));
    }
}
