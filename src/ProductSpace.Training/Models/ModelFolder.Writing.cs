using System.Text;

namespace ProductSpace.Training.Models;

/// <summary>Writes a model folder, and replaces only what is one.</summary>
internal static partial class ModelFolder
{
    /// <param name="model">The vectors and what belongs to them.</param>
    /// <param name="directory">Folder to write or to replace.</param>
    /// <param name="writeTable">Writes the item table to a path; null for a model without one.</param>
    /// <param name="catalogFile">Catalogue to copy into the folder; null for none.</param>
    /// <param name="progress">Told the vectors written so far and in total; null for nobody.</param>
    /// <param name="cancellationToken">Ends the writing; nothing appears then.</param>
    public static void Write(
        ModelContent model,
        string directory,
        Action<string>? writeTable,
        string? catalogFile,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        cancellationToken.ThrowIfCancellationRequested();
        using FolderReplacement folder = new(directory, RequireOurs);
        List<KeyValuePair<string, string>> hashes = [];
        foreach (string name in ModelManifest.FilesOf(model.HasNext, model.Metadata.Count > 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using HashedFile file = new(Path.Combine(folder.TemporaryPath, name));
            Fill(file, name, model, progress, cancellationToken);
            hashes.Add(KeyValuePair.Create(name, file.Complete()));
        }

        if (writeTable is not null)
        {
            string path = Path.Combine(folder.TemporaryPath, ModelManifest.Table);
            writeTable(path);
            hashes.Add(KeyValuePair.Create(ModelManifest.Table, HashedFile.HashOf(path, cancellationToken)));
        }

        if (catalogFile is not null)
        {
            using HashedFile file = new(Path.Combine(folder.TemporaryPath, ModelManifest.Catalog));
            Copy(catalogFile, file, cancellationToken);
            hashes.Add(KeyValuePair.Create(ModelManifest.Catalog, file.Complete()));
        }

        ModelManifest manifest = new()
        {
            ProductCount = model.ProductCount,
            Dimension = model.Dimension,
            MetadataCount = model.Metadata.Count,
            HasNext = model.HasNext,
            Provenance = model.Provenance,
            Hashes = hashes,
        };
        using (HashedFile file = new(Path.Combine(folder.TemporaryPath, ModelManifest.FileName)))
        {
            file.Write(ManifestJson.Write(manifest));
            file.Complete();
        }

        cancellationToken.ThrowIfCancellationRequested();
        folder.Publish();
    }

    /// <summary>Throws if a model could not be written here, so that it shows before an hour of training.</summary>
    public static void RequireWritable(string directory) => new FolderReplacement(directory, RequireOurs).Dispose();

    private static void Fill(
        HashedFile file,
        string name,
        ModelContent model,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        switch (name)
        {
            case ModelManifest.Vectors:
                NpyWriter.Write(file, MatrixRows.Products(model, Space.Similar), Report(0), cancellationToken);
                break;
            case ModelManifest.NextVectors:
                NpyWriter.Write(file, MatrixRows.Products(model, Space.Next), Report(1), cancellationToken);
                break;
            case ModelManifest.Ids:
                WriteIds(file, model);
                break;
            case ModelManifest.Products:
                ProductsCsv.Write(file, model);
                break;
            case ModelManifest.Metadata:
                LineFile.Write(
                    file,
                    model.Metadata.Count,
                    token => Encoding.UTF8.GetBytes(model.Metadata[token]),
                    "the metadata token",
                    "correct the catalogue");
                break;
            case ModelManifest.MetadataVectors:
                NpyWriter.Write(file, MatrixRows.Tokens(model, Space.Similar), cancellationToken);
                break;
            case ModelManifest.MetadataNextVectors:
                NpyWriter.Write(file, MatrixRows.Tokens(model, Space.Next), cancellationToken);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "no file of a model");
        }

        Action<int>? Report(int written) => progress is null
            ? null
            : row => progress.Report(
                new BuildProgress(
                    "writing the model",
                    ((long)written * model.ProductCount) + row,
                    (model.HasNext ? 2L : 1L) * model.ProductCount));
    }

    public static void WriteIds(HashedFile file, ModelContent model) =>
        LineFile.Write(
            file,
            model.ProductCount,
            product => model.Ids[product].ToArray(),
            "the product id",
            "clean the ids of the log");

    private static void Copy(string source, HashedFile target, CancellationToken cancellationToken)
    {
        using FileStream file = new(source, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0);
        byte[] block = new byte[1 << 16];
        for (int read = file.Read(block); read > 0; read = file.Read(block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(block.AsSpan(0, read));
        }
    }

    /// <summary>Throws unless the folder holds a model and nothing else: what is replaced is deleted.</summary>
    private static void RequireOurs(string directory)
    {
        if (!ManifestJson.IsOurs(directory))
        {
            throw new TrainingInputException(
                $"{directory}: is a folder that is not empty and no model; nothing was changed, choose another name");
        }

        string? foreign = Directory
            .EnumerateFileSystemEntries(directory)
            .Select(Path.GetFileName)
            .FirstOrDefault(name => !ModelManifest.KnownFiles.Contains(name));
        if (foreign is not null)
        {
            throw new TrainingInputException(
                $"{directory}: holds {foreign}, which is no part of the model that would be replaced; move it away, "
                + "or choose another name");
        }
    }
}
