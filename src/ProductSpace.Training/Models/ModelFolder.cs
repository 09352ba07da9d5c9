using System.Text;
using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>
/// A model on disk: a folder of files that other programs can read too, and model.json, which is written last and holds
/// the checksum of every other file. See native-free-docs/models.md.
/// </summary>
internal static class ModelFolder
{
    private const string Recopy = "copy the model folder again";

    /// <param name="model">The vectors and what belongs to them.</param>
    /// <param name="directory">Folder to write or to replace.</param>
    /// <param name="writeTable">Writes the item table to a path; null for a model without one.</param>
    /// <param name="catalogFile">Catalogue to copy into the folder; null for none.</param>
    /// <param name="cancellationToken">Ends the writing; nothing appears then.</param>
    public static void Write(
        ModelContent model,
        string directory,
        Action<string>? writeTable,
        string? catalogFile,
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
            Fill(file, name, model, cancellationToken);
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

    /// <summary>
    /// Checks every file against its checksum, and the matrices' shapes against the counts, without loading the
    /// matrices.
    /// </summary>
    public static ModelManifest Check(string directory, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string description = Path.Combine(directory, ModelManifest.FileName);
        if (!File.Exists(description))
        {
            throw Missing(directory, description);
        }

        ModelManifest manifest = ManifestJson.Read(description);
        foreach ((string name, string hash) in manifest.Hashes)
        {
            string path = Path.Combine(directory, name);
            if (!File.Exists(path))
            {
                throw new TrainingInputException($"{path}: is missing, {ModelManifest.FileName} names it; {Recopy}");
            }

            if (HashedFile.HashOf(path, cancellationToken) != hash)
            {
                throw new TrainingInputException(
                    $"{path}: has another checksum than {ModelManifest.FileName} says; {Recopy}, or give a changed "
                    + "file to `import` or `build` by its own name");
            }
        }

        foreach ((string name, int rows) in Matrices(manifest))
        {
            Open(Path.Combine(directory, name), rows, manifest.Dimension).Dispose();
        }

        return manifest;
    }

    public static ModelContent Read(string directory, CancellationToken cancellationToken)
    {
        ModelManifest manifest = Check(directory, cancellationToken);
        string hash = HashOf(directory, cancellationToken);
        string ids = Path.Combine(directory, ModelManifest.Ids);
        Utf8List products = LineFile.Read(ids, manifest.ProductCount, ModelManifest.Vectors);
        AlignedBuffer<float>? input = null, output = null;
        try
        {
            RequireUnique(products, ids);
            (long[] counts, IReadOnlyList<ProductColumn> columns) = ProductsCsv.Read(
                Path.Combine(directory, ModelManifest.Products),
                manifest.ProductCount,
                product => Encoding.UTF8.GetString(products[product]));
            string[] metadata = ReadMetadata(directory, manifest);
            input = ReadMatrix(
                directory,
                manifest,
                ModelManifest.Vectors,
                ModelManifest.MetadataVectors,
                cancellationToken);
            output = manifest.HasNext
                ? ReadMatrix(
                    directory,
                    manifest,
                    ModelManifest.NextVectors,
                    ModelManifest.MetadataNextVectors,
                    cancellationToken)
                : null;
            return new ModelContent(
                products,
                counts,
                metadata,
                input,
                output,
                manifest.Dimension,
                MatrixRows.StrideOf(manifest.Dimension),
                manifest.Provenance)
            {
                Columns = columns,
                FileHash = hash,
            };
        }
        catch
        {
            products.Dispose();
            input?.Dispose();
            output?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Returns the XXH128 of model.json, which holds the checksums of all other files: it identifies the whole model.
    /// </summary>
    public static string HashOf(string directory, CancellationToken cancellationToken) =>
        HashedFile.HashOf(Path.Combine(directory, ModelManifest.FileName), cancellationToken);

    /// <summary>Throws if an id occurs twice.</summary>
    public static void RequireUnique(Utf8List ids, string source)
    {
        using AlignedBuffer<uint> slots = new(Storage.ProductIdTable.SlotCount(ids.Count));
        ProductIdSet seen = new(ids, slots.View);
        for (int i = 0; i < ids.Count; i++)
        {
            if (seen.Add(i) is >= 0 and int first)
            {
                throw new TrainingInputException(
                    $"{source}: product {Refusal.Quote(ids[i])} stands twice, as number {first + 1} and {i + 1}; "
                    + "keep one of the rows");
            }
        }
    }

    private static void Fill(HashedFile file, string name, ModelContent model, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case ModelManifest.Vectors:
                NpyWriter.Write(file, MatrixRows.Products(model, Space.Similar), cancellationToken);
                break;
            case ModelManifest.NextVectors:
                NpyWriter.Write(file, MatrixRows.Products(model, Space.Next), cancellationToken);
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
    }

    public static void WriteIds(HashedFile file, ModelContent model) =>
        LineFile.Write(
            file,
            model.ProductCount,
            product => model.Ids[product].ToArray(),
            "the product id",
            "clean the ids of the log");

    private static IEnumerable<(string Name, int Rows)> Matrices(ModelManifest manifest)
    {
        foreach ((string name, string _) in manifest.Hashes)
        {
            if (name.EndsWith(".npy", StringComparison.Ordinal))
            {
                yield return (
                    name,
                    name is ModelManifest.Vectors or ModelManifest.NextVectors
                        ? manifest.ProductCount
                        : manifest.MetadataCount);
            }
        }
    }

    private static EmbeddingFile Open(string path, int rows, int dimension)
    {
        EmbeddingFile file = EmbeddingFiles.Open(path);
        if (file.Count == rows && file.Dimension == dimension && file.Format == "npy <f4")
        {
            return file;
        }

        string found = $"{file.Count} x {file.Dimension} ({file.Format})";
        file.Dispose();
        throw new TrainingInputException(
            $"{path}: holds {found}, {ModelManifest.FileName} says {rows} x {dimension} (npy <f4); {Recopy}");
    }

    private static AlignedBuffer<float> ReadMatrix(
        string directory,
        ModelManifest manifest,
        string products,
        string metadata,
        CancellationToken cancellationToken)
    {
        int stride = MatrixRows.StrideOf(manifest.Dimension);
        AlignedBuffer<float> matrix = new(((long)manifest.ProductCount + manifest.MetadataCount) * stride);
        try
        {
            using (
                EmbeddingFile file = Open(Path.Combine(directory, products), manifest.ProductCount, manifest.Dimension))
            {
                Copy(file, matrix.View, stride, 0, cancellationToken);
            }

            if (manifest.MetadataCount > 0)
            {
                using EmbeddingFile file = Open(
                    Path.Combine(directory, metadata),
                    manifest.MetadataCount,
                    manifest.Dimension);
                Copy(file, matrix.View, stride, manifest.ProductCount, cancellationToken);
            }

            return matrix;
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }

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

    private static void Copy(
        EmbeddingFile file,
        NativeView<float> matrix,
        int stride,
        long first,
        CancellationToken cancellationToken)
    {
        for (int row = 0; row < file.Count; row++)
        {
            if ((row & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            file.ReadRow(row, matrix.Slice((first + row) * stride, file.Dimension));
        }
    }

    private static string[] ReadMetadata(string directory, ModelManifest manifest)
    {
        if (manifest.MetadataCount == 0)
        {
            return [];
        }

        using Utf8List lines = LineFile.Read(
            Path.Combine(directory, ModelManifest.Metadata),
            manifest.MetadataCount,
            ModelManifest.MetadataVectors);
        string[] tokens = new string[lines.Count];
        for (int token = 0; token < tokens.Length; token++)
        {
            tokens[token] = Encoding.UTF8.GetString(lines[token]);
        }

        return tokens;
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

    private static TrainingInputException Missing(string directory, string description)
    {
        if (File.Exists(directory))
        {
            return new TrainingInputException(
                $"{directory}: is a file; a model is the folder that `train` or `import` wrote");
        }

        if (Directory.Exists(directory))
        {
            return new TrainingInputException(
                $"{description}: no such file, so that {directory} is no model; name a folder that `train` or "
                + "`import` wrote");
        }

        return FolderReplacement.FindOld(directory) is string old
            ? new TrainingInputException(
                $"{directory}: no such folder; a replacement of it was interrupted, the model before stands in "
                + $"{old}: rename it back")
            : new TrainingInputException($"{directory}: no such folder; check the name");
    }
}
