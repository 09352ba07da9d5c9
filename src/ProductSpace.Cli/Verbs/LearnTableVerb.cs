using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Networks;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Cli.Verbs;

/// <summary>`learn-table`: learns from a log which products to show after each product.</summary>
internal static class LearnTableVerb
{
    public static Command Create()
    {
        LogArguments log = new();
        TableKindArguments kind = new();
        Option<string?> teacher = new("--teacher")
        {
            Description =
                "In place of --kind: a model of `evaluate` that is trained on the log and then asked what comes after "
                + "each single product, such as gru4rec or v-sknn.",
        };
        Option<string?> name = new("--name")
        {
            Description = "Name of the table in a snapshot. Default: the kind, or the teacher.",
        };
        Option<int> entries = Common.Option(
            "--entries",
            "Number of products to keep for each product, 1 to 256. Each takes 6 bytes in a snapshot.",
            TableLearning.Entries);
        Option<int> support = Common.Option(
            "--min-support",
            "Number of sessions that an entry needs, so that no single shopper's path can be read from the table: "
            + "sessions that hold both products, or with slist or a teacher, each of them.",
            TableLearning.MinSessions);
        Option<double> halfLife = Common.Option(
            "--half-life",
            "Days after which an event counts half in the popularity of its product; 0 counts all alike.",
            TableLearning.HalfLifeDays);
        Option<int> threads = new("--threads")
        {
            Description = "Number of threads, 0 for all processors; does not change the file.",
        };
        Option<string> target = new("--out") { Description = "Table to write (.pst).", Required = true };
        Option<bool> json = Common.Json();
        Command verb = new(
            "learn-table",
            "Learns from a log which products to show after each product, and how popular products are; `build "
            + "--table` takes both into a snapshot.");
        log.AddTo(verb);
        kind.AddTo(verb);
        verb.AddOptions(teacher, name, entries, support, halfLife, threads, target, json);
        verb.SetAction((parsed, cancellationToken) =>
        {
            CleaningOptions cleaning = log.Cleaning(parsed);
            string path = parsed.GetRequiredValue(target);
            OwnInputs.RequireOther("--out", path, [.. log.Files(parsed), cleaning.ExcludedUsersFile]);
            TableKind chosen = kind.Read(parsed);
            IRecommenderRecipe? recipe = Teacher(parsed, teacher, kind.IsGiven(parsed));
            using ConsoleProgress progress = parsed.Progress();
            ItemTableOptions options = new()
            {
                Entries = InRange(parsed, entries, 1, LearnedTable.MaxEntries),
                MinSessions = InRange(parsed, support, 1, int.MaxValue),
                Threads = parsed.GetValue(threads),
                Progress = progress,
                CancellationToken = cancellationToken,
            };
            EvaluationLog events = TableLearning.Read(
                chosen.ReadsKinds && recipe is null,
                log.Files(parsed),
                log.Log(parsed),
                cleaning,
                progress,
                cancellationToken);
            progress.Stage = "learning";
            (ItemTable table, string source) = recipe is null
                ? chosen.Learn(events.Sessions, options)
                : Ask(recipe, events.Sessions, options);
            double days = parsed.GetValue(halfLife);
            if (!(days >= 0 && double.IsFinite(days)))
            {
                throw new UsageException("--half-life must be 0 or more days");
            }

            LearnedTable learned = TableLearning.Of(
                parsed.GetValue(name) ?? recipe?.Name ?? chosen.Name, events, table, source, options, days);
            learned.Save(path, cancellationToken);
            progress.Clear();
            Print(parsed, json, learned, events, path);
            return Task.FromResult(ExitCode.Done);
        });
        return verb;
    }

    private static IRecommenderRecipe? Teacher(
        ParseResult parsed, Option<string?> teacher, bool isKindGiven)
    {
        if (parsed.GetValue(teacher) is not string model)
        {
            return null;
        }

        return isKindGiven
            ? throw new UsageException("--teacher and --kind exclude each other")
            : Recipes.Find(model) ?? throw new UsageException(
                $"--teacher {model}: there is no such model; the models are: "
                + string.Join(", ", Recipes.All.Select(recipe => recipe.Name)));
    }

    private static (ItemTable Table, string Source) Ask(
        IRecommenderRecipe recipe, SessionSet sessions, ItemTableOptions options)
    {
        RecipeContext context = new()
        {
            Threads = options.Threads,
            Progress = options.Progress,
            CancellationToken = options.CancellationToken,
        };
        IRecommender model = recipe.Train(sessions, context);
        using IDisposable? owned = model as IDisposable;
        ItemTable table = NetworkTable.Build(model, sessions, options.Entries, options.MinSessions, context);
        return (table, $"taught by {recipe.Title}");
    }

    private static int InRange(ParseResult parsed, Option<int> option, int least, int most)
    {
        int value = parsed.GetValue(option);
        return value >= least && value <= most
            ? value
            : throw new UsageException(most == int.MaxValue
                ? $"{option.Name} must be at least {least}"
                : $"{option.Name} must be from {least} to {most}");
    }

    private static void Print(
        ParseResult parsed, Option<bool> json, LearnedTable learned, EvaluationLog events, string path)
    {
        int rows = Enumerable.Range(0, learned.Table.ProductCount).Count(i => learned.Table.Products(i).Length > 0);
        if (parsed.GetValue(json))
        {
            JsonOutput.Write(
                parsed.Out(),
                new JsonFields
                {
                    ["path"] = path,
                    ["name"] = learned.Name,
                    ["source"] = learned.Source,
                    ["sessions"] = events.Sessions.Count,
                    ["products"] = learned.ProductIds.Count,
                    ["rows"] = rows,
                    ["entries"] = learned.Table.EntryCount,
                });
            return;
        }

        TextWriter text = parsed.Out();
        text.WriteHeading(string.Create(
            CultureInfo.InvariantCulture,
            $"What to show after each of {learned.ProductIds.Count:N0} products"));
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"table \"{learned.Name}\": {learned.Source}"));
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{events.Sessions.Count:N0} sessions, {learned.ProductIds.Count:N0} products, {rows:N0} with entries, "
            + $"{learned.Table.EntryCount:N0} entries"));
        if (rows == 0)
        {
            text.WriteLine("no pair of products has the support asked for; lower --min-support");
        }

        text.WriteLine($"written to {path}");
    }
}
