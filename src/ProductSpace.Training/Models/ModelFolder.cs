using System.Text;
using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>
/// A model on disk: a folder of files that other programs can read too, and model.json, which is written last and holds
/// the checksum of every other file. See native-free-docs/models.md.
/// </summary>
internal static partial class ModelFolder
{
    private const string Recopy = "copy the model folder again";

    /// <summary>
    /// Checks every file against its checksum, and the matrices' shapes against the counts, without loading the
    /// matrices.
    /// </summary>
    public static ModelManifest Check(string directory, CancellationToken cancellationToken) =>
        Check(directory, progress: null, cancellationToken);

    /// <param name="directory">The model folder.</param>
    /// <param name="progress">Told the bytes checked so far and in total; null for nobody.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static ModelManifest Check(
        string directory, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string description = Path.Combine(directory, ModelManifest.FileName);
        if (!File.Exists(description))
        {
            throw Missing(directory, description);
        }

        ModelManifest manifest = ManifestJson.Read(description);
        ByteCount? count = progress is null ? null : new ByteCount(directory, manifest, progress);
        foreach ((string name, string hash) in manifest.Hashes)
        {
            string path = Path.Combine(directory, name);
            if (!File.Exists(path))
            {
                throw new TrainingInputException($"{path}: is missing, {ModelManifest.FileName} names it; {Recopy}");
            }

            if (HashedFile.HashOf(path, count is null ? null : count.Report, cancellationToken) != hash)
            {
                throw new TrainingInputException(
                    $"{path}: has another checksum than {ModelManifest.FileName} says; {Recopy}, or give a changed "
                    + "file to `import` or `build` by its own name");
            }

            count?.EndFile(path);
        }

        foreach ((string name, int rows) in Matrices(manifest))
        {
            Open(Path.Combine(directory, name), rows, manifest.Dimension).Dispose();
        }

        return manifest;
    }

    public static ModelContent Read(
        string directory, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        ModelManifest manifest = Check(directory, progress, cancellationToken);
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
