using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;
using ProductSpace.Interchange.Opening;
using ProductSpace.Planning;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Cli.Verbs;

/// <summary>`query`: searches a snapshot by product, session or vector.</summary>
internal static class QueryVerb
{
    private const string Indent = "  ";
    private const double MinorUnits = 100;

    public static Command Create()
    {
        Argument<string> snapshot = Common.Snapshot();
        Option<string?> product = new("--product") { Description = "Id of a product to find similar ones of." };
        IdOptions session = new("--session", "Viewed products, oldest first");
        Option<string?> vector = new("--vector") { Description = "File of one row, in any format that build reads." };
        Option<int> k = new("-k", "--k") { Description = "Number of results.", DefaultValueFactory = _ => 10 };
        Option<string?> space = new("--space")
        {
            Description =
                "Space to search: similar or next. By default next for --session where the snapshot has it, else "
                + "similar.",
        };
        space.AcceptOnlyFromAmong("similar", "next");
        FilterArguments filter = new();
        AnswerArguments answer = new();
        Option<bool> exact = new("--exact") { Description = "Compare every matching product." };
        Option<float?> target = new("--target-recall")
        {
            Description = "Mean share of the true nearest products to find, such as 0.98.",
        };
        Option<int?> ef = new("--ef")
        {
            Description = "efSearch of a graph search, instead of a target; refused for a snapshot without a graph.",
        };
        Option<bool> explain = new("--explain")
        {
            Description = "Show what each strategy would cost, and why one is chosen.",
        };
        Option<string?> delta = new("--delta") { Description = "Delta file (.psd) to merge into the answer." };
        Option<bool> json = Common.Json();
        Command verb = new("query", "Asks a snapshot what comes next, by product, session or vector.")
        {
            snapshot,
            product,
            vector,
            k,
            space,
            exact,
            target,
            ef,
            explain,
            delta,
            json,
        };
        session.AddTo(verb);
        answer.AddTo(verb);
        filter.AddTo(verb);
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                string? one = parsed.GetValue(product);
                string? file = parsed.GetValue(vector);
                Func<ProductIndex, string[]>? several = session.Read(parsed);
                if (new object?[] { one, several, file }.Count(given => given is not null) != 1)
                {
                    throw new UsageException("query needs one of --product, --session, --session-file and --vector");
                }

                if (parsed.GetValue(k) is < 0 or > 1_000_000)
                {
                    throw new UsageException("-k must be from 0 to 1000000");
                }

                if (parsed.GetValue(ef) is not null && parsed.GetValue(target) is not null)
                {
                    throw new UsageException("--ef and --target-recall exclude each other");
                }

                if (parsed.GetValue(target) is float recall && !(recall is > 0 and <= 1))
                {
                    throw new UsageException("--target-recall must be above 0 and at most 1");
                }

                if (parsed.GetValue(explain) && (parsed.GetValue(exact) || parsed.GetValue(ef) is not null))
                {
                    throw new UsageException("--explain shows what a recall target leads to; omit --exact and --ef");
                }

                if (parsed.GetValue(ef) is < 1)
                {
                    throw new UsageException("--ef must be at least 1");
                }

                AnswerShape shape = answer.Read(parsed);
                if (parsed.GetValue(explain) && !shape.IsPlain)
                {
                    throw new UsageException(
                        "--explain shows one plain search; omit --lambda, --max-per-group, --fold-at and --pages");
                }

                Func<ProductIndex, ProductFilter>? makeFilter = filter.Read(parsed);
                using ProductIndex index = SnapshotPath.Open(
                    parsed.GetRequiredValue(snapshot), parsed.GetValue(delta));

                if (shape.MinSimilarity is not (null or (>= -1 and <= 1))
                    && index.Info is { Similarity: Similarity.Cosine, NextSimilarity: not Similarity.Dot })
                {
                    throw new UsageException("--min-similarity must be from -1 to 1");
                }

                if (parsed.GetValue(explain))
                {
                    PriceProbe.Finish();
                }

                SearchOptions options = new()
                {
                    Space = parsed.GetValue(space) switch
                    {
                        "next" => Space.Next,
                        "similar" => Space.Similar,
                        _ => several is null ? Space.Similar : null,
                    },
                    EfSearch = parsed.GetValue(ef) ?? 0,
                    TargetRecall = parsed.GetValue(target) ?? 0,
                    Filter = makeFilter?.Invoke(index),
                };
                string[] viewed = one is not null ? [one] : several?.Invoke(index) ?? [];
                QueryQuestion question = new(
                    index,
                    viewed,
                    file is not null ? ReadVector(file, index.Dimension, cancellationToken) : null,
                    parsed.GetValue(exact),
                    shape);
                int wanted = Math.Min(parsed.GetValue(k), Math.Max(1, index.Count));
                question.Ask(wanted, options);
                List<QueryPage> pages = question.Ask(wanted, options);
                string[] unknown = Unknown(index, viewed);
                QueryExplanation? explanation = null;
                if (parsed.GetValue(explain))
                {
                    QueryKind kind = question.Vector is null
                        ? Calibration.KindOf(viewed.Length - unknown.Length)
                        : QueryKind.Vector;
                    (List<ExplainedStrategy> strategies, string why) = index.Explain(
                        index.SpaceOf(options, isSession: question.Vector is null),
                        kind,
                        parsed.GetValue(k),
                        options.TargetRecall,
                        options.Filter);
                    explanation = new QueryExplanation(
                        JsonOutput.Name(kind),
                        options.TargetRecall,
                        [.. strategies.Select(Line)],
                        why,
                        MachinePrices.Current.Measured ? "measured on this machine" : "built in");
                }

                int matches = options.Filter?.Count ?? index.Count;
                if (parsed.GetValue(json))
                {
                    PrintJson(parsed.Out(), index, pages, shape.Pages is not null, matches, unknown, explanation);
                }
                else
                {
                    Space searched = index.SpaceOf(options, isSession: question.Vector is null);
                    Print(
                        parsed.Out(), index, question, searched, pages, shape.Pages is not null, matches, unknown);
                    Explain(parsed.Out(), explanation);
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    private static string[] Unknown(ProductIndex index, string[] viewed) =>
        [.. viewed.Where(id => !index.TryGetOrdinal(id, out int _))];

    private static float[] ReadVector(string path, int dimension, CancellationToken cancellationToken)
    {
        using EmbeddingFile file = VectorForms.Open(path, cancellationToken: cancellationToken);
        if (file.Count != 1 || file.Dimension != dimension)
        {
            throw new BuildInputException(
                $"{path}: holds {file.Count} rows of {file.Dimension} numbers; one row of {dimension} is needed");
        }

        float[] vector = new float[dimension];
        file.ReadRow(0, vector);
        return vector;
    }

    private static List<QueryHit> Hits(ProductIndex index, Neighbor[] hits)
    {
        List<QueryHit> results = [];
        foreach (Neighbor hit in hits)
        {
            Dictionary<string, string> payload = [];
            foreach (string column in index.Info.PayloadColumns)
            {
                payload[column] = index.GetPayload(hit.Ordinal, column);
            }

            results.Add(new QueryHit(
                index.GetProductId(hit.Ordinal),
                hit.Similarity,
                index.GetCategory(hit.Ordinal),
                index.GetPrice(hit.Ordinal) / MinorUnits,
                payload));
        }

        return results;
    }

    private static void PrintJson(
        TextWriter output,
        ProductIndex index,
        List<QueryPage> pages,
        bool paged,
        int matches,
        string[] unknownIds,
        QueryExplanation? explanation)
    {
        if (paged)
        {
            IEnumerable<object> written = pages.Select(page => new JsonFields
            {
                ["results"] = Hits(index, page.Hits),
                ["strategy"] = JsonOutput.Name(page.Result.Strategy),
                ["scored"] = page.Result.Scored,
                ["cellsScanned"] = page.Result.CellsScanned,
                ["efSearch"] = page.Result.EfSearch,
                ["microseconds"] = page.Microseconds,
                ["truncated"] = page.Result.Truncated,
            });
            JsonOutput.Write(
                output,
                new JsonFields
                {
                    ["pages"] = written,
                    ["matches"] = matches,
                    ["unknownIds"] = unknownIds,
                });
            return;
        }

        SearchResult result = pages[0].Result;
        JsonOutput.Write(
            output,
            new JsonFields
            {
                ["results"] = Hits(index, pages[0].Hits),
                ["matches"] = matches,
                ["strategy"] = JsonOutput.Name(result.Strategy),
                ["scored"] = result.Scored,
                ["cellsScanned"] = result.CellsScanned,
                ["efSearch"] = result.EfSearch,
                ["microseconds"] = pages[0].Microseconds,
                ["unknownIds"] = unknownIds,
                ["truncated"] = result.Truncated,
                ["explanation"] = explanation,
            });
    }

    private static void Print(
        TextWriter output,
        ProductIndex index,
        QueryQuestion question,
        Space space,
        List<QueryPage> pages,
        bool paged,
        int matches,
        string[] unknownIds)
    {
        PrintAsked(output, index, question);
        foreach (string id in unknownIds)
        {
            output.WriteLine($"not in this snapshot: {id}{NearestIds.Suggest(index, id)}");
        }

        for (int number = 0; number < pages.Count; number++)
        {
            QueryPage page = pages[number];
            output.WriteHeading(
                (space == Space.Next ? "What comes next" : "Similar products")
                + (paged ? $", page {number + 1}" : string.Empty));
            ProductTable table = new(index, "similarity");
            foreach (Neighbor hit in page.Hits)
            {
                table.Add(hit.Ordinal, hit.Similarity);
            }

            table.Write(output, Indent);
            string end = page.Result.Truncated ? ", truncated: the best of what the budget allowed" : string.Empty;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{page.Hits.Length} of {matches:N0} matches by {JsonOutput.Name(page.Result.Strategy)}, "
                    + $"{page.Result.Scored:N0} vectors scored, {page.Microseconds:F0} us{end}"));
        }
    }

    /// <summary>Shows the products that the question is about, so that a wrong id is seen.</summary>
    private static void PrintAsked(TextWriter output, ProductIndex index, QueryQuestion question)
    {
        ProductTable table = new(index);
        bool isAny = false;
        foreach (string id in question.Viewed)
        {
            if (index.TryGetOrdinal(id, out int ordinal))
            {
                isAny = true;
                table.Add(ordinal);
            }
        }

        if (isAny)
        {
            output.WriteHeading("Asked");
            table.Write(output, Indent);
        }
    }

    private static void Explain(TextWriter output, QueryExplanation? explanation)
    {
        if (explanation is null)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"To reach recall {explanation.Target:0.###} for {explanation.Queries}, expected by the calibration:"));
        foreach (StrategyLine line in explanation.Strategies)
        {
            string settings = line.Strategy is "scan" or "prefixScan"
                ? "every match"
                : (line.Cells > 0 ? $"{line.Cells} cells" : string.Empty)
                    + (line.Cells > 0 && line.EfSearch > 0 ? ", " : string.Empty)
                    + (line.EfSearch > 0 ? $"efSearch {line.EfSearch}" : string.Empty);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {line.Strategy,-14} {settings,-24} {line.Scored,12:N0} vectors {line.Microseconds,9:N0} "
                    + $"us{(line.Taken ? "  <- taken" : string.Empty)}"));
        }

        output.WriteLine($"Why: {explanation.Why}. Prices: {explanation.Prices}.");
    }

    private static StrategyLine Line(ExplainedStrategy explained) =>
        new(
            JsonOutput.Name(explained.Strategy),
            explained.Estimate.Cells,
            explained.Estimate.EfSearch,
            Math.Round(explained.Estimate.Scored),
            Math.Round(explained.Estimate.Microseconds, 1),
            explained.Taken);
}
