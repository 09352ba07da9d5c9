using System.CommandLine;
using System.Diagnostics;
using System.Text;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;
using ProductSpace.Training;

namespace ProductSpace.Cli.Verbs;

/// <summary>`build`: makes a snapshot of a model, or of an embedding file, ids and a catalogue.</summary>
internal static class BuildVerb
{
    public static Command Create()
    {
        BuildOptions defaults = new();
        Option<string?> model = new("--model")
        {
            Description =
                "Model folder: has vectors, next vectors, ids, the catalogue that it was trained with, and maybe an "
                + "item table, which comes before those of --table.",
        };
        Option<string?> vectors = new("--vectors")
        {
            Description =
                $"Without --model: {VectorArguments.Forms}. The matrix of a model folder, or the folder, brings its "
                + "ids.",
        };
        Option<string?> next = new("--next-vectors")
        {
            Description = "OUT vectors of the same products, for the space Next.",
        };
        Option<string?> ids = new("--ids") { Description = "Product ids, one per line, in the order of the vectors." };
        Option<string?> catalog = new("--catalog")
        {
            Description =
                "CSV of the products: id, category, name, price, stock, time of first sale and any further columns. "
                + "With --model: a newer one than that of the training.",
        };
        Option<string> target = new("--out") { Description = "Snapshot to write.", Required = true };
        Option<string> structures = Common.Option(
            "--structures",
            "Structures that searches can use: both; graph, the graph alone; cells, no graph, built in a "
            + "fraction of the time; scan, neither: every answer is exact, for small shops. auto is scan for up to "
            + "8,192 products whose codes take at most 1 MiB, a byte a number, and both for more or with --m or "
            + "--ef-construction.",
            "auto");
        structures.AcceptOnlyFromAmong("auto", "both", "graph", "cells", "scan");
        Option<string?> similarity = new("--similarity")
        {
            Description =
                "What searches order by: cosine; dot, the dot product, for item vectors of ALS, BPR and two-tower "
                + "models. Default: what the model says, else cosine.",
        };
        similarity.AcceptOnlyFromAmong("cosine", "dot");
        Option<string?> nextSimilarity = new("--next-similarity")
        {
            Description = "What searches of the space Next order by. Default: as --similarity.",
        };
        nextSimilarity.AcceptOnlyFromAmong("cosine", "dot");
        Option<int> m = Common.Option("--m", "M of HNSW: 2 M neighbors on layer 0.", defaults.M);
        Option<int> efConstruction = Common.Option(
            "--ef-construction", "efConstruction of HNSW.", defaults.EfConstruction);
        Option<string> navigate = Common.Option(
            "--navigate-dimensions",
            "Numbers of the short codes that walks through the graph compare, for long vectors: 0 for none, or a "
            + "multiple of 16 from 16 to 512; what they find is ordered by all numbers. auto measures, from 256 "
            + "numbers a vector, whether 128 or 256 lead to the nearest products, and else makes none.",
            "auto");
        Option<ulong> seed = Common.Option(
            "--seed",
            "Seed of all random choices; equal inputs, parameters and seeds give equal bytes.",
            defaults.Seed);
        Option<int> threads = new("--threads")
        {
            Description = "Number of threads, 0 for all processors; does not change the file.",
        };
        ColumnArguments columns = new(hasLog: true, hasCatalog: true);
        Option<string[]> facets = new(FacetNames.Option)
        {
            Description = "Column that filters can use: --facet brand, or --facet colour=baseColour.",
        };
        Option<string> separator = new(FacetNames.SeparatorOption)
        {
            Description = "Separator of several values of a facet in one cell.",
            DefaultValueFactory = _ => FacetNames.DefaultSeparator,
        };
        Option<string> onBad = Common.Option(
            "--on-bad-vector",
            "What to do with products that have a zero, infinite or missing vector or a duplicate id.",
            "refuse");
        onBad.AcceptOnlyFromAmong("refuse", "skip");
        Option<string?> tensor = new("--tensor") { Description = "Tensor of a .safetensors file that holds several." };
        Option<int?> dimension = new("--dimension")
        {
            Description = "Number of values per row, for text without a header whose ids contain blanks.",
        };
        Option<string[]> sessions = new("--sessions")
        {
            Description =
                "Log of events (CSV, TSV, JSON lines or Parquet, also .gz) whose sessions the calibration uses as "
                + "queries instead of synthetic ones.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> delta = new("--delta")
        {
            Description =
                "Delta file (.psd) to merge, or a folder of generations to merge the delta of its current one. It "
                + "takes precedence over the other inputs, removals and vectors included. Omit it to build from the "
                + "other inputs only.",
        };
        ColdArguments cold = new();
        TableArguments tables = new();
        RankerArguments ranker = new();
        CatalogArguments catalogArguments = new();
        VectorArguments vectorArguments = new();
        Option<bool> json = Common.Json();
        Command verb = new("build", "Builds a snapshot from a model, or from an embedding file, ids and a catalogue.")
        {
            model,
            vectors,
            next,
            ids,
            catalog,
            target,
            structures,
            similarity,
            nextSimilarity,
            m,
            efConstruction,
            navigate,
            seed,
            threads,
            facets,
            separator,
            onBad,
            tensor,
            dimension,
            sessions,
            delta,
            json,
        };
        vectorArguments.AddTo(verb);
        columns.AddTo(verb);
        catalogArguments.AddTo(verb);
        tables.AddTo(verb);
        ranker.AddTo(verb);
        cold.AddTo(verb);
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                columns.Check(parsed, parsed.GetValue(catalog) is not null);

                FacetNames facetNames = FacetNames.Parse(
                    parsed.GetValue(facets) ?? [],
                    parsed.GetRequiredValue(separator));
                if (parsed.GetValue(catalog) is null && parsed.GetValue(model) is null && facetNames.Columns.Count > 0)
                {
                    throw new UsageException("--facet names a column of the catalogue; give --catalog too");
                }

                CatalogOptions catalogOptions = catalogArguments.Read(
                    parsed,
                    (parsed.GetValue(catalog) ?? parsed.GetValue(model)) is not null);
                Encoding? encoding = catalogOptions.Encoding;
                if (parsed.GetValue(model) is not null
                    && (parsed.GetValue(tensor) is not null || parsed.GetValue(dimension) is not null))
                {
                    throw new UsageException(
                        "--tensor and --dimension describe a file of --vectors; omit them with --model");
                }

                BuildSources sources = BuildSources.Of(
                    parsed.GetValue(model),
                    parsed.GetValue(vectors),
                    parsed.GetValue(next),
                    parsed.GetValue(ids),
                    parsed.GetValue(catalog),
                    cancellationToken);
                if (parsed.GetValue(nextSimilarity) is not null && sources.Next is null)
                {
                    throw new UsageException(
                        "--next-similarity is about the space Next; give --next-vectors too, or a model that has them");
                }

                OwnInputs.RequireOther(
                    target.Name,
                    parsed.GetRequiredValue(target),
                    [
                        parsed.GetValue(model),
                        sources.Vectors,
                        sources.Next,
                        sources.Ids,
                        sources.Catalog,
                        parsed.GetValue(delta),
                        .. parsed.GetValue(sessions) ?? [],
                        .. tables.Files(parsed),
                        tables.Placements(parsed),
                        ranker.File(parsed),
                    ]);
                IndexStructures built = Enum.Parse<IndexStructures>(
                    parsed.GetRequiredValue(structures),
                    ignoreCase: true);
                bool asksForGraph =
                    parsed.GetResult(m)?.Implicit is false || parsed.GetResult(efConstruction)?.Implicit is false;
                if (asksForGraph && (built is IndexStructures.Cells or IndexStructures.Scan))
                {
                    throw new UsageException(
                        $"--m and --ef-construction are about the graph, which --structures {JsonOutput.Name(built)} "
                        + "does not build; omit them");
                }

                BuildOptions options = new()
                {
                    Structures = built,
                    Similarity =
                        SimilarityOf(parsed.GetValue(similarity)) ?? sources.Similarity ?? Similarity.Cosine,
                    NextSimilarity = SimilarityOf(parsed.GetValue(nextSimilarity)),
                    NavigateDimensions = NavigateArguments.Read(parsed.GetRequiredValue(navigate)),
                    Seed = parsed.GetValue(seed),
                    Threads = parsed.GetValue(threads),
                    AllowUnjoinedCatalog = catalogArguments.AllowUnjoined(parsed),
                    OnBadVector = parsed.GetValue(onBad) == "skip" ? BadVectorPolicy.Skip : BadVectorPolicy.Refuse,
                };
                ProductIndexBuilder builder = new(asksForGraph
                    ? options with { M = parsed.GetValue(m), EfConstruction = parsed.GetValue(efConstruction) }
                    : options);
                vectorArguments.AddTo(
                    builder, parsed, (sources.Vectors, sources.Next), parsed.GetValue(tensor),
                    parsed.GetValue(dimension), encoding, isModel: parsed.GetValue(model) is not null);
                if (sources.Ids is string idFile)
                {
                    builder.UseIdFile(idFile, parsed.GetValue(model) is null ? encoding : null);
                }

                CatalogReader? reader = null;
                if (sources.Catalog is string catalogFile)
                {
                    if (sources.IsCatalogOfTraining)
                    {
                        catalogArguments.RequireOwnForm(parsed);
                    }

                    // A model folder's own files are always UTF-8.
                    reader = CatalogReader.Open(
                        catalogFile,
                        columns.Catalog(parsed),
                        facetNames,
                        sources.IsCatalogOfTraining ? CatalogOptions.Ours with { Numbers = catalogOptions.Numbers }
                            : parsed.GetValue(catalog) is null ? catalogOptions with { Encoding = null }
                            : catalogOptions);
                    builder.UseCatalog(reader.Read(), reader.PayloadColumns, reader.Facets, reader.Numbers);
                }

                bool hasBoth = parsed.GetValue(model) is not null
                    && (parsed.GetValue(catalog) is not null || sources.IsCatalogOfTraining);
                bool anyIds = catalogArguments.AllowUnjoined(parsed);
                ColdRows? estimates = hasBoth && cold.IsOn(parsed)
                    ? ColdRows.AddTo(
                        builder, (sources.Vectors, sources.Next, sources.Ids!), reader!, anyIds, cancellationToken)
                    : null;
                tables.Use(parsed, sources.Table, builder, estimates, cancellationToken);
                ranker.Use(parsed, builder);
                DeltaMerge? merge = parsed.GetValue(delta) is string changes ? DeltaMerge.Read(changes) : null;
                merge?.AddTo(builder);
                long start = Stopwatch.GetTimestamp();
                BuildReport report;
                using (ConsoleProgress progress = parsed.Progress())
                using (
                    CleanedLog? log = parsed.GetValue(sessions) is { Length: > 0 } files
                        ? SessionLog.Clean(
                            files,
                            new LogOptions
                            {
                                Columns = columns.Log(parsed),
                                Allow = LogAllowances.All, // `clean` judges the log, not a build.
                            },
                            cleaning: new CleaningOptions { MinCount = 1 },
                            progress: progress,
                            cancellationToken: cancellationToken)
                        : null)
                {
                    if (log is not null)
                    {
                        builder.UseSessions(log.Corpus.ReadSessions());
                    }

                    report = builder.Build(parsed.GetRequiredValue(target), progress, cancellationToken);
                }

                tables.CheckBuilt(parsed, parsed.GetRequiredValue(target));
                if (parsed.GetValue(similarity) is not null || sources.Similarity is not null)
                {
                    // Somebody who knows the vectors has chosen it.
                    report = report with { SimilarityHint = null };
                }

                LostLearning? lost = LostLearning.Of(merge, parsed.GetRequiredValue(target));
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (parsed.GetValue(json))
                {
                    BuildText.WriteJson(
                        report, reader?.Reading, vectorArguments.Json(), seconds, merge, lost, parsed.Out());
                }
                else
                {
                    BuildReportText.Print(report, seconds, parsed.Out(), reading: reader?.Reading);
                    vectorArguments.Print(parsed.Out());
                    BuildText.Print(report.Estimated, estimates, parsed.Out());
                    BuildReportText.Print(merge, parsed.Out());
                    lost?.Print(merge!.Path, parsed.Out());
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    /// <summary>Parses the name of a similarity; null where none is given.</summary>
    public static Similarity? SimilarityOf(string? name) =>
        name is null ? null : Enum.Parse<Similarity>(name, ignoreCase: true);
}
