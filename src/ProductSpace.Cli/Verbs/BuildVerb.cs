using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
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
                "Model folder: has vectors, next vectors, ids, products.csv as the catalogue, and maybe an "
                + "item table, which comes before those of --table.",
        };
        Option<string?> vectors = new("--vectors")
        {
            Description =
                "Without --model: embedding file .npy, .fvecs, .safetensors, word2vec .bin or text, fastText .vec, "
                + "GloVe (text also .gz). The matrix of a model folder, or the folder, brings its ids.",
        };
        Option<string?> next = new("--next-vectors")
        {
            Description = "OUT vectors of the same products, for the space Next.",
        };
        Option<string?> ids = new("--ids") { Description = "Product ids, one per line, in the order of the vectors." };
        Option<string?> catalog = new("--catalog")
        {
            Description = "CSV with product_id, category, name, price, in_stock, first_seen and any further columns.",
        };
        Option<string> target = new("--out") { Description = "Snapshot to write.", Required = true };
        Option<string> structures = new("--structures")
        {
            Description =
                "Structures that searches can use: both; graph, the graph alone; cells, no graph, built in a "
                + "fraction of the time.",
            DefaultValueFactory = _ => "both",
        };
        structures.AcceptOnlyFromAmong("both", "graph", "cells");
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
        Option<int> m = new("--m")
        {
            Description = "M of HNSW: 2 M neighbors on layer 0.",
            DefaultValueFactory = _ => defaults.M,
        };
        Option<int> efConstruction = new("--ef-construction")
        {
            Description = "efConstruction of HNSW.",
            DefaultValueFactory = _ => defaults.EfConstruction,
        };
        Option<ulong> seed = new("--seed")
        {
            Description = "Seed of all random choices; equal inputs, parameters and seeds give equal bytes.",
            DefaultValueFactory = _ => defaults.Seed,
        };
        Option<int> threads = new("--threads")
        {
            Description = "Number of threads, 0 for all processors; does not change the file.",
        };
        Option<string[]> columns = new("--column")
        {
            Description = "Header of a column in the catalogue: --column category=product_type.",
        };
        Option<string[]> facets = new(FacetNames.Option)
        {
            Description = "Column that filters can use: --facet brand, or --facet colour=baseColour.",
        };
        Option<string> separator = new(FacetNames.SeparatorOption)
        {
            Description = "Separator of several values of a facet in one cell.",
            DefaultValueFactory = _ => FacetNames.DefaultSeparator,
        };
        Option<string> onBad = new("--on-bad-vector")
        {
            Description = "What to do with products that have a zero, infinite or missing vector or a duplicate id.",
            DefaultValueFactory = _ => "refuse",
        };
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
            seed,
            threads,
            columns,
            facets,
            separator,
            onBad,
            tensor,
            dimension,
            sessions,
            delta,
            json,
        };
        catalogArguments.AddTo(verb);
        tables.AddTo(verb);
        ranker.AddTo(verb);
        cold.AddTo(verb);
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                ColumnNames names = ColumnNames.Parse(parsed.GetValue(columns) ?? []);
                if (parsed.GetValue(catalog) is null && names.Asked.Any())
                {
                    throw new UsageException("--column names a column of the catalogue; give --catalog too");
                }

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
                if (built == IndexStructures.Cells
                    && (parsed.GetResult(m)?.Implicit is false || parsed.GetResult(efConstruction)?.Implicit is false))
                {
                    throw new UsageException(
                        "--m and --ef-construction are about the graph, which --structures cells does not build; "
                        + "omit them");
                }

                ProductIndexBuilder builder = new(
                    new BuildOptions
                    {
                        Structures = built,
                        Similarity =
                            SimilarityOf(parsed.GetValue(similarity)) ?? sources.Similarity ?? Similarity.Cosine,
                        NextSimilarity = SimilarityOf(parsed.GetValue(nextSimilarity)),
                        M = parsed.GetValue(m),
                        EfConstruction = parsed.GetValue(efConstruction),
                        Seed = parsed.GetValue(seed),
                        Threads = parsed.GetValue(threads),
                        AllowUnjoinedCatalog = catalogArguments.AllowUnjoined(parsed),
                        OnBadVector = parsed.GetValue(onBad) == "skip" ? BadVectorPolicy.Skip : BadVectorPolicy.Refuse,
                    });
                builder.UseVectors(sources.Vectors, parsed.GetValue(tensor), parsed.GetValue(dimension), encoding);
                if (sources.Next is string nextFile)
                {
                    builder.UseNextVectors(nextFile, parsed.GetValue(tensor), parsed.GetValue(dimension), encoding);
                }

                if (sources.Ids is string idFile)
                {
                    builder.UseIdFile(idFile, parsed.GetValue(model) is null ? encoding : null);
                }

                CatalogReader? reader = null;
                if (sources.Catalog is string catalogFile)
                {
                    // A model folder's own files are always UTF-8.
                    bool isOwn = parsed.GetValue(catalog) is null;
                    reader = CatalogReader.Open(
                        catalogFile,
                        names,
                        facetNames,
                        isOwn ? catalogOptions with { Encoding = null } : catalogOptions);
                    builder.UseCatalog(reader.Read(), reader.PayloadColumns, reader.Facets, reader.Numbers);
                }

                bool hasBoth = parsed.GetValue(model) is not null && parsed.GetValue(catalog) is not null;
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
                            new LogOptions { Allow = LogAllowances.All }, // `clean` judges the log, not a build.
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

                if (parsed.GetValue(similarity) is not null || sources.Similarity is not null)
                {
                    // Somebody who knows the vectors has chosen it.
                    report = report with { SimilarityHint = null };
                }

                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (parsed.GetValue(json))
                {
                    BuildText.WriteJson(report, reader?.Reading, seconds, merge, parsed.Out());
                }
                else
                {
                    Print(report, seconds, parsed.Out(), reading: reader?.Reading);
                    BuildText.Print(report.Estimated, estimates, parsed.Out());
                    Print(merge, parsed.Out());
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    public static void Print(
        BuildReport report,
        double seconds,
        TextWriter output,
        bool examples = true,
        CatalogReading? reading = null)
    {
        BuildText.Print(report.Catalog, reading, output);
        double bytesAProduct = (double)report.FileBytes / Math.Max(1, report.Products);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Path}: {report.Products:N0} products x {report.Dimension}, {report.FileBytes:N0} bytes "
                + $"({bytesAProduct:F0} a product), {seconds:F1} s"));
        if (report.SimilarityHint is not null)
        {
            output.WriteLine($"  {report.SimilarityHint}");
        }

        PrintSome(output, report.Skipped, "products left out", examples ? report.SkippedExamples : []);
        PrintSome(
            output,
            report.WithoutCatalogRow,
            "products without a row in the catalogue, in the root category",
            []);
        PrintSome(
            output,
            report.WithoutVector,
            "rows of the catalogue without a vector",
            examples ? report.WithoutVectorExamples : []);
        PrintSome(output, report.CalibrationSessions, "questions of the calibration are sessions of the log", []);
        PrintSome(output, report.EqualProducts, "products share the node of an equal one", []);
        PrintSome(output, report.Repaired, "nodes were hung on so that every product can be reached", []);
        foreach (string warning in report.Warnings)
        {
            output.WriteLine($"  warning: {warning}");
        }
    }

    /// <summary>Parses the name of a similarity; null where none is given.</summary>
    public static Similarity? SimilarityOf(string? name) =>
        name is null ? null : Enum.Parse<Similarity>(name, ignoreCase: true);

    private static void Print(DeltaMerge? merge, TextWriter output)
    {
        if (merge is null)
        {
            return;
        }

        const int shown = 20;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {merge.Path}: {merge.Added:N0} products added, {merge.Changed:N0} changed, "
                    + $"{merge.LeftOut:N0} left out"));
        PrintSome(
            output,
            merge.WithoutVector.Count,
            "products of the delta are not in the build: they have no vector in one of its spaces",
            [.. merge.WithoutVector.Take(shown)]);
        PrintSome(
            output,
            merge.UnknownNames.Count,
            "names of the delta are neither facets nor payload columns of the build, and were ignored",
            [.. merge.UnknownNames.Take(shown)]);
    }

    private static void PrintSome(TextWriter output, int count, string what, IReadOnlyList<string> examples)
    {
        if (count == 0)
        {
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count:N0} {what}"));
        foreach (string example in examples)
        {
            output.WriteLine($"    {example}");
        }

        if (examples.Count > 0 && examples.Count < count)
        {
            output.WriteLine("    ...");
        }
    }
}
