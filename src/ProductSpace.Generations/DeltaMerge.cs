using ProductSpace.Building;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Generations;

/// <summary>
/// A delta on its way into the next build. What the delta says wins over the inputs, attributes and vectors alike: products
/// that it removed are left out, those that it brought and the inputs do not hold are added. What it does not say is as the
/// inputs have it. The file is read as it stands and stays as it is; what is written to it later is carried over by the swap.
/// For one build, on one thread.
/// </summary>
/// <remarks>Its vectors belong to the space of the snapshot that it lies over. After a training that began anew they mean
/// nothing in the new one: build then without it, and bring the products into the inputs. Where that snapshot stands beside
/// the delta under the same name, such a build is refused.</remarks>
/// <example><code>
/// DeltaMerge fold = DeltaMerge.Read("catalog.psd");
/// fold.AddTo(builder);
/// builder.Build("next.psx");
/// Console.WriteLine($"{fold.Added} added, {fold.Changed} changed, {fold.LeftOut} left out");
/// </code></example>
public sealed class DeltaMerge
{
    private readonly MergedInputs _fold;

    private DeltaMerge(string path, MergedInputs fold)
    {
        Path = path;
        _fold = fold;
    }

    /// <summary>The delta file.</summary>
    public string Path { get; }

    /// <summary>Products that the inputs do not hold and that the delta brought; known after the build, as all that follows.</summary>
    public int Added => _fold.Added.Count;

    /// <summary>Products of the inputs that have a vector or attributes from the delta.</summary>
    public int Changed => _fold.Changed;

    /// <summary>Products of the inputs that the delta removed.</summary>
    public int LeftOut => _fold.LeftOut;

    /// <summary>
    /// Ids of products of the delta that are not in the build, for want of a vector: nobody but the delta knows them and it
    /// only changed attributes, or the build has a space Next and the delta has no OUT vector. A swap carries them on.
    /// </summary>
    public IReadOnlyList<string> WithoutVector => _fold.WithoutVector;

    /// <summary>Facets and payload columns that the delta names and the build does not have; what is said of them is left out.</summary>
    public IReadOnlyCollection<string> UnknownNames => _fold.UnknownNames;

    /// <summary>Reads a delta file, without its snapshot and without a lock.</summary>
    /// <param name="path">The .psd file, or a folder of generations: then the delta of the current one.</param>
    /// <exception cref="DeltaException">the file is damaged, or of a newer version.</exception>
    /// <exception cref="FileNotFoundException">there is no such file, or the folder has no current generation or that no delta.</exception>
    public static DeltaMerge Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Directory.Exists(path) ? InFolder(path) : path;
        DeltaContent content = DeltaContent.Read(file, SystemFiles.Instance) ?? throw new FileNotFoundException($"{file}: no such delta; name the .psd file or its folder of generations, or build without", file);
        return new DeltaMerge(file, new MergedInputs(DeltaFolding.Fold(file, content.Records), content.Header.Dimension, file, Known(System.IO.Path.ChangeExtension(file, ".psx"), content.Header)));
    }

    /// <summary>Has a builder take it in, which refuses by <see cref="BuildInputException"/> a delta of another dimension or training.</summary>
    public void AddTo(ProductIndexBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseFold(_fold);
    }

    /// <summary>Vectors of some products of the delta's own snapshot, if that stands beside it.</summary>
    private static Dictionary<string, float[]> Known(string snapshot, DeltaHeader header)
    {
        const int looked = 256;
        Dictionary<string, float[]> known = new(StringComparer.Ordinal);
        if (!File.Exists(snapshot))
        {
            return known;
        }

        using ProductIndex index = ProductIndex.Open(snapshot);
        if (index.Header.ContentHash == header.Base)
        {
            int count = Math.Min(looked, index.Count);
            for (int i = 0; i < count; i++)
            {
                int ordinal = (int)((long)i * index.Count / count);
                float[] vector = new float[index.Dimension];
                index.GetVector(ordinal, vector);
                known[index.GetProductId(ordinal)] = vector;
            }
        }

        return known;
    }

    private static string InFolder(string directory)
    {
        GenerationFolder folder = new(directory);
        return folder.FindCurrent() is Generation current
            ? folder.DeltaPathOf(current.Number)
            : throw new FileNotFoundException($"{directory}: holds no current generation; name the .psd file", directory);
    }
}
