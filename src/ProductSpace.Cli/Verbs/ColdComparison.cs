using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation.Cold;
using ProductSpace.Training;
using ProductSpace.Training.ColdStart;

namespace ProductSpace.Cli.Verbs;

/// <summary>Judges how new products are placed, as `evaluate --cold` does.</summary>
internal static class ColdComparison
{
    public static void Run(
        ParseResult parsed,
        LogArguments log,
        FactsArguments facts,
        ColdTrialOptions options,
        bool isJson,
        CancellationToken cancellationToken)
    {
        CatalogReader reader = facts.Open(parsed)
            ?? throw new UsageException("--cold estimates products from a catalogue; give --catalog");
        using ConsoleProgress progress = parsed.Progress();
        EvaluationLog events = EvaluationLog.Read(
            log.Files(parsed), log.Log(parsed), log.Cleaning(parsed), progress, cancellationToken);
        Dictionary<string, ColdProduct> catalog = Read(reader, events.ProductIds, cancellationToken);
        progress.Stage = "hiding products";
        ColdTrialResult result = ColdTrial.Run(events, catalog, options, progress, cancellationToken);
        progress.Clear();
        if (isJson)
        {
            JsonOutput.Write(parsed.Out(), ColdTrialText.Json(result));
        }
        else
        {
            ColdTrialText.Print(parsed.Out(), result);
        }
    }

    /// <summary>What a catalogue says of these products, as a build takes it.</summary>
    private static Dictionary<string, ColdProduct> Read(
        CatalogReader reader, IReadOnlyList<string> products, CancellationToken cancellationToken)
    {
        HashSet<string> known = new(products, StringComparer.Ordinal);
        Dictionary<string, ColdProduct> catalog = new(StringComparer.Ordinal);
        VariantRows variants = new(known.Contains);
        foreach (CatalogProduct row in reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (variants.FirstOf(row) is CatalogProduct product && known.Contains(product.Id))
            {
                catalog.TryAdd(product.Id, ColdRows.Of(product, reader));
            }
        }

        return catalog;
    }
}
