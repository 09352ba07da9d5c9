using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Interchange;
using ProductSpace.Training;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Verbs;

/// <summary>`export`: writes the vectors of a model or of a snapshot in the form of another program.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        Argument<string> from = new("from")
        {
            Description = "Model folder, or snapshot file (.psx), whose numbers have 16 bits.",
        };
        Option<string> target = new("--out")
        {
            Description =
                "File to write: .parquet, .arrow or .feather, .jsonl, .csv, .npy and .fbin (ids next to it in "
                + ".ids.txt); of a model also .bin (word2vec binary), .txt or .vec (text).",
            Required = true,
        };
        Option<string> space = Common.Option(
            "--space", "similar writes the IN vectors, next the OUT vectors.", "similar");
        space.AcceptOnlyFromAmong("similar", "next");
        Option<bool> json = Common.Json();
        Command verb = new(
            "export", "Writes the vectors of a model or a snapshot in a format that other programs read.")
        {
            from,
            target,
            space,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                string path = parsed.GetRequiredValue(target);
                string source = parsed.GetRequiredValue(from);
                OwnInputs.RequireOther(target.Name, path, [source]);
                OwnInputs.RequireOther(target.Name, ModelExport.IdsFileOf(path), [source]);
                Space chosen = Common.SpaceOf(parsed.GetValue(space));
                using ConsoleProgress progress = parsed.Progress();
                (int count, int dimension) = File.Exists(source)
                    ? ExportSnapshot(source, path, chosen, progress, cancellationToken)
                    : ExportModel(source, path, chosen, progress, cancellationToken);
                progress.Clear();
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(
                        parsed.Out(),
                        new JsonFields
                        {
                            ["path"] = path,
                            ["products"] = count,
                            ["dimension"] = dimension,
                            ["space"] = JsonOutput.Name(chosen),
                        });
                    return Task.FromResult(ExitCode.Done);
                }

                parsed
                    .Out()
                    .WriteLine(
                        string.Create(CultureInfo.InvariantCulture, $"{path}: {count:N0} products x {dimension}"));
                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    private static (int Count, int Dimension) ExportSnapshot(
        string source, string path, Space space, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        using ProductIndex index = ProductIndex.Open(source);
        if (!VectorExport.CanWrite(path))
        {
            throw new BuildInputException(
                $"{path}: the extension says no form that is written of a snapshot; choose {VectorExport.Extensions}");
        }

        if (space == Space.Next && !index.HasNext)
        {
            throw new BuildInputException($"{path}: {source} has no space Next; export the space similar");
        }

        VectorExport.Write(index, path, space, progress, cancellationToken);
        return (index.Count, index.Dimension);
    }

    private static (int Count, int Dimension) ExportModel(
        string source, string path, Space space, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        if (!VectorExport.CanWrite(path) && Path.GetExtension(path) is not (".bin" or ".txt" or ".vec"))
        {
            throw new BuildInputException(
                $"{path}: the extension says no form that is written of a model; choose .bin, .txt, .vec, "
                + VectorExport.Extensions);
        }

        // The library of models writes its own forms; it also says what is wrong with the other arguments.
        using EmbeddingModel model = EmbeddingModel.Load(source, progress, cancellationToken);
        bool isOurs = VectorExport.CanWrite(path) && Path.GetExtension(path) != ".npy";
        if (isOurs && (space == Space.Similar || model.HasNext))
        {
            VectorExport.Write(new ModelRows(model, space), path, progress, cancellationToken);
        }
        else
        {
            model.Export(path, space, progress, cancellationToken);
        }

        return (model.ProductCount, model.Dimension);
    }
}
