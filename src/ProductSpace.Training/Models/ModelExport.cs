namespace ProductSpace.Training.Models;

/// <summary>Writes the products of a model in the format of another program, chosen by the extension.</summary>
internal static class ModelExport
{
    private const string IdsExtension = ".ids.txt";

    public static void Write(
        ModelContent model,
        string path,
        Space space,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string extension = Path.GetExtension(path);
        if (extension is not (".bin" or ".txt" or ".vec" or ".npy"))
        {
            throw new TrainingInputException(
                $"{path}: the extension says no form that is written; choose .bin (word2vec binary), .txt or .vec "
                + "(text), or .npy");
        }

        if (space == Space.Next && !model.HasNext)
        {
            throw new TrainingInputException(
                $"{path}: the model has no OUT vectors, it was imported from one matrix; export the space similar");
        }

        cancellationToken.ThrowIfCancellationRequested();
        MatrixRows rows = MatrixRows.Products(model, space);
        Action<int>? report = progress is null
            ? null
            : row => progress.Report(new BuildProgress("writing the vectors", row, rows.Count));
        using FileReplacement matrix = new(path);
        using FileReplacement? ids = extension == ".npy" ? new FileReplacement(IdsFileOf(path)) : null;
        switch (extension)
        {
            case ".bin":
                WordVectorWriter.WriteBinary(matrix.File, model.Ids, rows, path, report, cancellationToken);
                break;
            case ".npy":
                NpyWriter.Write(matrix.File, rows, report, cancellationToken);
                ModelFolder.WriteIds(ids!.File, model);
                ids.Complete();
                break;
            default:
                WordVectorWriter.WriteText(matrix.File, model.Ids, rows, path, report, cancellationToken);
                break;
        }

        matrix.Complete();
        cancellationToken.ThrowIfCancellationRequested();
        ids?.Publish();
        matrix.Publish();
        report?.Invoke(rows.Count);
    }

    /// <summary>Returns the path of the ids of an .npy file: shoes.ids.txt for shoes.npy.</summary>
    public static string IdsFileOf(string path) => Path.ChangeExtension(path, null) + IdsExtension;
}
