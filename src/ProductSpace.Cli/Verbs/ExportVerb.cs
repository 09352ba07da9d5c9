using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Training;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Verbs;

/// <summary>`export`: writes a model's vectors in the format of another program.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        Argument<string> model = Common.Model();
        Option<string> target = new("--out")
        {
            Description =
                "File to write: .bin (word2vec binary), .txt or .vec (text), .npy (ids next to it in .ids.txt).",
            Required = true,
        };
        Option<string> space = new("--space")
        {
            Description = "similar writes the IN vectors, next the OUT vectors.",
            DefaultValueFactory = _ => "similar",
        };
        space.AcceptOnlyFromAmong("similar", "next");
        Option<bool> json = Common.Json();
        Command verb = new("export", "Writes the vectors of a model in a format that other programs read.")
        {
            model,
            target,
            space,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                string path = parsed.GetRequiredValue(target);
                string folder = parsed.GetRequiredValue(model);
                OwnInputs.RequireOther(target.Name, path, [folder]);
                OwnInputs.RequireOther(target.Name, ModelExport.IdsFileOf(path), [folder]);
                using ConsoleProgress progress = parsed.Progress();
                using IDisposable busy = progress.Busy("writing the vectors");
                using EmbeddingModel source = EmbeddingModel.Load(folder, cancellationToken);
                source.Export(path, Common.SpaceOf(parsed.GetValue(space)), cancellationToken);
                busy.Dispose();
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(
                        parsed.Out(),
                        new { path, products = source.ProductCount, source.Dimension, space = parsed.GetValue(space) });
                    return Task.FromResult(ExitCode.Done);
                }

                parsed
                    .Out()
                    .WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{path}: {source.ProductCount:N0} products x {source.Dimension}"));
                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }
}
