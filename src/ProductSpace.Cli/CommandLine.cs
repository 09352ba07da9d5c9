using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Cli.Verbs;
using ProductSpace.Memory;

namespace ProductSpace.Cli;

/// <summary>
/// The command line `productspace`: one command for each file of Verbs. See <see cref="ExitCode"/> for its results.
/// </summary>
internal static class CommandLine
{
    /// <summary>A word that begins with '@' is an id or a name like any other, not a file of further words.</summary>
    private static readonly ParserConfiguration s_parsing = new() { ResponseFileTokenReplacer = null };

    public static Task<int> RunAsync(
        string[] args,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken = default) =>
        RunAsync(args, output, error, watcher: null, cancellationToken);

    /// <summary>Runs a command line, and tells a watcher the progress of its verb, terminal or not.</summary>
    public static async Task<int> RunAsync(
        string[] args,
        TextWriter output,
        TextWriter error,
        IProgress<BuildProgress>? watcher,
        CancellationToken cancellationToken)
    {
        output = new PrintableWriter(output);
        error = new PrintableWriter(error);
        RootCommand root = Build();
        if (Suggestions.AreAsked(args))
        {
            Suggestions.Write(root, args, s_parsing, output);
            return ExitCode.Done;
        }

        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args, s_parsing);
        WatchedConfiguration configuration = new()
        {
            Watcher = watcher,
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        if (parsed.Errors.Count > 0)
        {
            if (parsed.Action is ParseErrorAction usage)
            {
                usage.ShowHelp = false;
            }

            // The library writes "did you mean" to the output stream; it belongs to the error stream.
            configuration.Output = error;
            await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
            await error.WriteLineAsync($"see: productspace {VerbOf(parsed)}--help").ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }

        try
        {
            EmptyTexts.Refuse(parsed);
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            await error
                .WriteLineAsync(
                    exception is InterruptedException said ? said.Message : "interrupted: nothing was left half-written"
                )
                .ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
        catch (UsageException exception)
        {
            await error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }
        catch (HostSettingException exception)
        {
            await error.WriteLineAsync(OneLine(exception)).ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
        {
            await error.WriteLineAsync(OneLine(exception)).ConfigureAwait(false);
            return ExitCode.Refused;
        }
    }

    /// <summary>Returns the commands, without anything done.</summary>
    internal static RootCommand Build()
    {
        RootCommand root = new("ProductSpace: product recommendation from one memory-mapped snapshot file.");
        (Command delta, (Command Verb, string Example)[] belowDelta) = DeltaVerb.Create();
        (Command Verb, string Example)[] verbs =
        [
            (DemoVerb.Create(), "productspace demo"),
            (
                SynthVerb.Create(),
                "productspace synth --products 100000 --dimension 100 --sessions 20000 --seed 1 --hardness hard "
                + "--out shop"),
            (CleanVerb.Create(), "productspace clean --events views.csv.gz --out clean.csv --report clean.json"),
            (
                TrainVerb.Create(),
                "productspace train --events views.csv.gz --catalog products.csv --hold-out 0.02 --out model"),
            (
                LearnTableVerb.Create(),
                "productspace learn-table --events views.csv.gz --kind sequential --out next.pst"),
            (TuneVerb.Create(), "productspace tune --events views.csv.gz --budget 5m"),
            (
                TunePlacementVerb.Create(),
                "productspace tune-placement catalog.psx --events validation.csv --placement product-page "
                + "--out placements.json"),
            (
                EvaluateVerb.Create(),
                "productspace evaluate --events views.csv.gz --catalog products.csv --models all --tune "
                + "--html report.html"),
            (ImportVerb.Create(), "productspace import vectors.bin --next context.bin --out model"),
            (ExportVerb.Create(), "productspace export model --out vectors.bin --space similar"),
            (DriftVerb.Create(), "productspace drift model-yesterday model"),
            (
                BuildVerb.Create(),
                "productspace build --vectors vectors.npy --ids ids.txt --catalog products.csv --out catalog.psx"),
            (InfoVerb.Create(), "productspace info catalog.psx"),
            (VerifyVerb.Create(), "productspace verify catalog.psx"),
            (DiffVerb.Create(), "productspace diff catalog-yesterday.psx catalog.psx"),
            (QueryVerb.Create(), "productspace query catalog.psx --session p-17,p-4711 --category shoes/boots -k 12"),
            (
                RecommendVerb.Create(),
                "productspace recommend catalog.psx --viewed p-17,p-4711 --cart p-3 --in-stock --why -k 12"),
            (delta, "productspace delta set catalog.psx --id boot-3 --in-stock false"),
            (BenchVerb.Create(), "productspace bench catalog.psx --json"),
            (GateVerb.Create(), "productspace gate catalog-yesterday.psx catalog.psx --events today.csv"),
            (
                AttributeVerb.Create(),
                "productspace attribute --shown shown.csv --events views.csv.gz --window 24h --json"),
            (PublishVerb.Create(), "productspace publish catalog.psx shop"),
            (FetchVerb.Create(), "productspace fetch https://build.example/shop --to shop"),
            (GenerationsVerb.Create(), "productspace generations shop"),
            (RollbackVerb.Create(), "productspace rollback shop"),
            (PruneVerb.Create(), "productspace prune shop --keep 3"),
            (CompletionsVerb.Create(), "productspace completions bash >> ~/.bashrc"),
        ];
        foreach ((Command verb, string _) in verbs)
        {
            root.Subcommands.Add(verb);
        }

        foreach (Option option in root.Options)
        {
            if (option is HelpOption help)
            {
                help.Action = new HelpWithExample((HelpAction)help.Action!, [.. verbs, .. belowDelta]);
            }
        }

        return root;
    }

    /// <summary>Returns the words that lead to the command, each with a blank behind it; none for the root.</summary>
    private static string VerbOf(ParseResult parsed)
    {
        string words = string.Empty;
        SymbolResult? at = parsed.CommandResult;
        while (at is CommandResult { Command: not RootCommand } verb)
        {
            words = $"{verb.Command.Name} {words}";
            at = at.Parent;
        }

        return words;
    }

    /// <summary>Returns the message without the parameter name that .NET appends.</summary>
    private static string OneLine(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ");
        return exception is ArgumentException { ParamName: string name }
            ? message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
            : message;
    }
}
