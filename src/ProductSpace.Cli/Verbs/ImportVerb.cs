using System.CommandLine;
using System.Globalization;
using ProductSpace.Building;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Output;
using ProductSpace.Numerics;
using ProductSpace.Training;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Verbs;

/// <summary>`import`: makes a model of vectors that another program trained.</summary>
internal static class ImportVerb
{
    public static Command Create()
    {
        Argument<string> file = new("file")
        {
            Description = $"IN vectors: fastText .bin (both matrices), {VectorArguments.Forms}.",
        };
        Option<string?> next = new("--next") { Description = "OUT vectors of the same products." };
        Option<string?> ids = new("--ids") { Description = "Product ids, one per line; needed if the file has none." };
        Option<string?> similarity = new("--similarity")
        {
            Description =
                "What searches of these vectors should order by, which a build of the model then does: cosine, or dot "
                + "for item vectors of ALS, BPR and two-tower models.",
        };
        similarity.AcceptOnlyFromAmong("cosine", "dot");
        Option<string?> encoding = new(TextEncodings.Option)
        {
            Description = "Encoding of the ids, such as windows-1252. Default: UTF-8.",
        };
        VectorArguments columns = new();
        Option<string> target = new("--out") { Description = "Model folder to write.", Required = true };
        Option<bool> json = Common.Json();
        Command verb = new("import", "Makes a model of vectors that another program trained.")
        {
            file,
            next,
            ids,
            similarity,
            encoding,
            target,
            json,
        };
        columns.AddTo(verb);
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                string directory = parsed.GetRequiredValue(target);
                OwnInputs.RequireOutside(
                    target.Name,
                    directory,
                    [parsed.GetRequiredValue(file), parsed.GetValue(next), parsed.GetValue(ids)]);

                // Rows are decompressed next to the model: the system's temporary directory can be in memory.
                string parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)))
                    ?? directory;
                if (!Directory.Exists(parent))
                {
                    throw new DirectoryNotFoundException(
                        $"{parent}: no such directory; make it first or choose another place for the model");
                }

                using ConsoleProgress progress = parsed.Progress();
                progress.Stage = "unpacking the vectors";
                using EmbeddingModel model = new(
                    ModelImport.Read(
                        parsed.GetRequiredValue(file),
                        parsed.GetValue(next),
                        parsed.GetValue(ids),
                        parent,
                        TextEncodings.Parse(parsed.GetValue(encoding)),
                        cancellationToken,
                        BuildVerb.SimilarityOf(parsed.GetValue(similarity)),
                        columns.Opener(parsed, progress),
                        progress));
                ModelFolder.Write(
                    model.Content, directory, writeTable: null, catalogFile: null, progress, cancellationToken);
                progress.Clear();
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(
                        parsed.Out(),
                        new JsonFields
                        {
                            ["path"] = directory,
                            ["products"] = model.ProductCount,
                            ["dimension"] = model.Dimension,
                            ["hasNext"] = model.HasNext,
                            ["source"] = model.Provenance.Source,
                            ["similarity"] = model.Provenance.Similarity,
                        });
                    return Task.FromResult(ExitCode.Done);
                }

                parsed
                    .Out()
                    .WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{directory}: {model.ProductCount:N0} products x {model.Dimension}, "
                            + $"{(model.HasNext ? "IN and OUT vectors" : "IN vectors only")}, {model.Provenance.Source}"
                        ));
                parsed.Out().WriteLine(SimilarityText(model));
                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    private static string SimilarityText(EmbeddingModel model)
    {
        if (model.Provenance.Similarity is Similarity said)
        {
            return $"  similarity {JsonOutput.Name(said)}";
        }

        VectorLengths lengths = new(model.ProductCount);
        for (int product = 0; product < model.ProductCount; product++)
        {
            lengths.Add(product, UnitVector.Length(model.InRow(product)));
        }

        return !lengths.VaryWidely
            ? "  similarity not said: a build takes cosine"
            : $"  similarity not said: a build takes cosine, which ignores lengths, and {lengths.Spread}; if they are "
                + "of ALS, BPR or another model that scores by the dot product, import with --similarity dot";
    }
}
