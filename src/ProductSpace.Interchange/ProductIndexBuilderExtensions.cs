using ProductSpace.Interchange.Opening;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange;

/// <summary>Lets a build read vectors of every form that <see cref="VectorFile"/> reads.</summary>
/// <example><code>
/// new ProductIndexBuilder()
///     .UseVectorFile("embeddings.parquet")
///     .Build("catalog.psx");
/// </code></example>
public static class ProductIndexBuilderExtensions
{
    /// <summary>
    /// Uses the IN vectors of a file of any form. Ids in the file are used unless others are given.
    /// </summary>
    /// <param name="builder">The build.</param>
    /// <param name="path">Path of the file, read by the build and not before; its form is found by content.</param>
    /// <param name="options">What the file does not say itself.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static ProductIndexBuilder UseVectorFile(
        this ProductIndexBuilder builder, string path, VectorFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseVectors(Opener(path, options, null));
    }

    /// <summary>Uses the OUT vectors of the same products, from a file of any form.</summary>
    /// <param name="builder">The build.</param>
    /// <param name="path">Path of the file, read by the build and not before; its form is found by content.</param>
    /// <param name="options">What the file does not say itself.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static ProductIndexBuilder UseNextVectorFile(
        this ProductIndexBuilder builder, string path, VectorFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseNextVectors(Opener(path, options, null));
    }

    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say itself.</param>
    /// <param name="opened">Is told the form, and what was chosen in the file.</param>
    internal static Func<EmbeddingReadOptions, IProgress<double>?, CancellationToken, EmbeddingFile> Opener(
        string path, VectorFileOptions? options, Action<string>? opened)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        VectorFileOptions said = options ?? new VectorFileOptions();

        // Rows are unpacked beside the snapshot, not in the system's temporary directory, which may be memory.
        return (build, progress, cancellationToken) =>
        {
            EmbeddingFile file = VectorForms.Open(
                path,
                build with
                {
                    Dimension = said.Dimension ?? build.Dimension,
                    Tensor = said.Tensor,
                    TextEncoding = said.Encoding,
                    TemporaryDirectory = said.TemporaryDirectory ?? build.TemporaryDirectory,
                },
                VectorFile.Columns(said),
                progress,
                cancellationToken);
            opened?.Invoke(file.Format);
            return file;
        };
    }
}
