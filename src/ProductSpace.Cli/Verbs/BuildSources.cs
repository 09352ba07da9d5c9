using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Verbs;

/// <summary>Files that a build reads: named one by one, or those of a model folder, which is checked first.</summary>
internal sealed record BuildSources(string Vectors, string? Next, string? Ids, string? Catalog)
{
    /// <summary>Similarity that the model wants; null without a model, or where it does not say it.</summary>
    public Similarity? Similarity { get; init; }

    /// <summary>Whether the catalogue is the one of the training, as `train` wrote it.</summary>
    public bool IsCatalogOfTraining { get; init; }

    /// <summary>Item table of the model; null without a model, or where it has none.</summary>
    public string? Table { get; init; }

    public static BuildSources Of(
        string? model,
        string? vectors,
        string? next,
        string? ids,
        string? catalog,
        CancellationToken cancellationToken)
    {
        if (model is null)
        {
            string file =
                vectors ?? throw new UsageException("build needs --model or --vectors; see: productspace build --help");
            file = IsModel(file) ? Path.Combine(file, ModelManifest.Vectors) : file;
            return new BuildSources(file, next, ids ?? IdsOfModel(file), catalog);
        }

        if ((vectors ?? next ?? ids) is not null)
        {
            throw new UsageException(
                "--model brings vectors, next vectors and ids; leave --vectors, --next-vectors and --ids out");
        }

        ModelManifest manifest = ModelFolder.Check(model, cancellationToken);
        return new BuildSources(
            Path.Combine(model, ModelManifest.Vectors),
            manifest.HasNext ? Path.Combine(model, ModelManifest.NextVectors) : null,
            Path.Combine(model, ModelManifest.Ids),
            catalog ?? Path.Combine(model, manifest.HasCatalog ? ModelManifest.Catalog : ModelManifest.Products))
        {
            IsCatalogOfTraining = catalog is null && manifest.HasCatalog,
            Similarity = manifest.Provenance.Similarity,
            Table = manifest.HasTable ? Path.Combine(model, ModelManifest.Table) : null,
        };
    }

    /// <summary>
    /// Returns the ids of a matrix that lies in a model folder; null for any other file. A model says nothing of its
    /// products in the matrix itself.
    /// </summary>
    private static string? IdsOfModel(string vectors)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(vectors)) ?? string.Empty;
        string ids = Path.Combine(folder, ModelManifest.Ids);
        return Path.GetFileName(vectors) is ModelManifest.Vectors or ModelManifest.NextVectors && IsModel(folder)
            && File.Exists(ids)
                ? ids
                : null;
    }

    private static bool IsModel(string folder) => File.Exists(Path.Combine(folder, ModelManifest.FileName));
}
