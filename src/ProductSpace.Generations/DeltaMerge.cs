using ProductSpace.Building;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Generations;

/// <summary>
/// Takes a delta into the next build. What the delta says wins over the inputs, attributes and vectors alike: products
/// that it removed are left out, products that it brought and the inputs do not hold are added. The inputs decide the
/// rest. The file is read as it stands and stays unchanged; the swap carries over what is written to it later. For one
/// build, on one thread.
/// </summary>
/// <remarks>
/// Its vectors belong to the space of the snapshot that it lies over. They mean nothing after a training from scratch:
/// build without the delta then, and add the products to the inputs. Such a build is refused if that snapshot stands
/// beside the delta under the same name.
/// </remarks>
/// <example><code>
/// DeltaMerge merge = DeltaMerge.Read("catalog.psd");
/// merge.AddTo(builder);
/// builder.Build("next.psx");
/// Console.WriteLine($"{merge.Added} added, {merge.Changed} changed, {merge.LeftOut} left out");
/// </code></example>
public sealed class DeltaMerge
{
    private const int MaxSamples = 256;

    private readonly MergedInputs _inputs;

    private DeltaMerge(string path, MergedInputs inputs)
    {
        Path = path;
        _inputs = inputs;
    }

    /// <summary>The delta file.</summary>
    public string Path { get; }

    /// <summary>
    /// Products that the delta brought and the inputs do not hold; known after the build, like all that follows.
    /// </summary>
    public int Added => _inputs.Added.Count;

    /// <summary>Products of the inputs with a vector or attributes from the delta.</summary>
    public int Changed => _inputs.Changed;

    /// <summary>Products of the inputs that the delta removed.</summary>
    public int LeftOut => _inputs.LeftOut;

    /// <summary>
    /// Ids of the delta's products that the build leaves out because they lack a vector: the inputs do not hold them
    /// and the delta only changed attributes, or the build has a space Next and the delta has no OUT vector. A swap
    /// carries them on.
    /// </summary>
    public IReadOnlyList<string> WithoutVector => _inputs.WithoutVector;

    /// <summary>
    /// Facets, number columns and payload columns of the delta that the build does not have; their values are left out.
    /// A facet or number column that the delta brought is added to the build instead: one that the snapshot beside the
    /// delta does not have, or any where none stands there.
    /// </summary>
    public IReadOnlyCollection<string> UnknownNames => _inputs.UnknownNames;

    /// <summary>
    /// Item tables of the snapshot beside the delta, by name; empty where none stands there. A build does not take them
    /// over: it has the tables that it is given.
    /// </summary>
    public IReadOnlyList<string> BaseTables { get; private init; } = [];

    /// <summary>Attachments of the snapshot beside the delta, by name; as with <see cref="BaseTables"/>.</summary>
    public IReadOnlyList<string> BaseAttachments { get; private init; } = [];

    /// <summary>Reads a delta file, without its snapshot and without a lock.</summary>
    /// <param name="path">The .psd file, or a folder of generations for the delta with the newest changes.</param>
    /// <exception cref="DeltaException">The file is damaged, or of a newer version.</exception>
    /// <exception cref="FileNotFoundException">
    /// There is no such file, or no generation of the folder has a delta.
    /// </exception>
    public static DeltaMerge Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Directory.Exists(path) ? NewestOf(path) : path;
        DeltaContent content = DeltaContent.Read(file, SystemFiles.Instance)
            ?? throw new FileNotFoundException(
                $"{file}: no such delta; name the .psd file or its folder of generations, or build without", file);
        string snapshot = System.IO.Path.ChangeExtension(file, ".psx");
        using ProductIndex? index = OpenBase(snapshot, content.Header);
        MergedInputs inputs = new(
            ProductChanges.Of(file, content.Records),
            content.Header.Dimension,
            file,
            SampleVectors(index))
        {
            Base = index is null ? null : (index.Info.Facets, index.Info.NumberColumns),
        };
        return new DeltaMerge(file, inputs)
        {
            BaseTables = index?.Info.Tables ?? [],
            BaseAttachments = index?.Info.Attachments ?? [],
        };
    }

    /// <summary>
    /// Adds the delta to a build, which refuses a delta of another dimension or training by
    /// <see cref="BuildInputException"/>.
    /// </summary>
    public void AddTo(ProductIndexBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseMerge(_inputs);
    }

    /// <summary>Opens the delta's own snapshot; null if it does not stand beside it.</summary>
    private static ProductIndex? OpenBase(string snapshot, DeltaHeader header)
    {
        if (!File.Exists(snapshot))
        {
            return null;
        }

        ProductIndex index = ProductIndex.Open(snapshot);
        if (index.Header.ContentHash == header.Base)
        {
            return index;
        }

        index.Dispose();
        return null;
    }

    /// <summary>Returns vectors of some products of the delta's own snapshot.</summary>
    private static Dictionary<string, float[]> SampleVectors(ProductIndex? index)
    {
        Dictionary<string, float[]> samples = new(StringComparer.Ordinal);
        if (index is not null)
        {
            int count = Math.Min(MaxSamples, index.Count);
            for (int i = 0; i < count; i++)
            {
                int ordinal = (int)((long)i * index.Count / count);
                float[] vector = new float[index.Dimension];
                index.GetVector(ordinal, vector);
                samples[index.GetProductId(ordinal)] = vector;
            }
        }

        return samples;
    }

    private static string NewestOf(string directory) =>
        NewestDelta.In(System.IO.Path.GetFullPath(directory), SystemFiles.Instance)?.Path
            ?? throw new FileNotFoundException(
                $"{directory}: no generation has a delta; name the .psd file, or build without", directory);
}
