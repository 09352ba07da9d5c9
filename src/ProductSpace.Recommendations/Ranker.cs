using ProductSpace.Memory;
using ProductSpace.Recommendations.Trees;
using ProductSpace.Storage;

namespace ProductSpace.Recommendations;

/// <summary>
/// The second stage of recommendations: boosted regression trees that put the best candidates of a blend into a better
/// order, by price, age, popularity, category and the parts of the score. It is trained outside (LambdaMART, Burges
/// 2010), lies in a snapshot under <see cref="AttachmentName"/>, and is asked where
/// <see cref="Placement.UsesRanker"/> says so. Immutable, safe from any thread.
/// </summary>
public sealed class Ranker
{
    /// <summary>Name under which a snapshot holds its ranker.</summary>
    public const string AttachmentName = "ranker";

    private readonly Forest _forest;
    private readonly IReadOnlyList<RankerTree> _trees;

    /// <summary>Makes a ranker of trees.</summary>
    /// <param name="features">Names of the features that the trees ask, of <see cref="KnownFeatures"/>.</param>
    /// <param name="trees">The trees, 1 to 2,000; the score of a product is the sum of the leaves it reaches.</param>
    /// <param name="source">How it was trained, in one line of at most 4,096 bytes.</param>
    /// <exception cref="ArgumentException">A feature is unknown, a tree unsound, or there are too many.</exception>
    public Ranker(IReadOnlyList<string> features, IReadOnlyList<RankerTree> trees, string source)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(source);
        if (Problem(features, trees, source) is string problem)
        {
            throw new ArgumentException($"the ranker {problem}", nameof(trees));
        }

        Features = [.. features];
        _trees = [.. trees];
        Source = source;
        _forest = new Forest(_trees, ColumnsOf(Features));
        (AsksLastSimilarity, AsksEntries) = Asked(ColumnsOf(Features));
    }

    private Ranker(string[] features, RankerTree[] trees, string source, Forest forest)
    {
        Features = features;
        _trees = trees;
        Source = source;
        _forest = forest;
        (AsksLastSimilarity, AsksEntries) = Asked(ColumnsOf(features));
    }

    /// <summary>
    /// Names of all features that this version computes, in the order in which <see cref="RankerExamples"/> writes
    /// them.
    /// </summary>
    public static IReadOnlyList<string> KnownFeatures => FeatureList.Names;

    /// <summary>Names of the features that the trees ask.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Number of trees.</summary>
    public int TreeCount => _forest.Count;

    /// <summary>How it was trained, in one line.</summary>
    public string Source { get; }

    /// <summary>Whether a tree asks for the similarity to the last view alone.</summary>
    internal bool AsksLastSimilarity { get; }

    /// <summary>Whether a tree asks which event's rows name a candidate.</summary>
    internal bool AsksEntries { get; }

    /// <summary>Reads a file that <see cref="Save"/> wrote, and checks all of it.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// It is no ranker, damaged, or asks a feature that this version does not compute.
    /// </exception>
    public static Ranker Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileInfo(path).Length <= RankerFile.MaxBytes
            ? Parse(File.ReadAllBytes(path), path)
            : throw new InvalidDataException($"{path}: is larger than any ranker; name a file of a ranker's trainer");
    }

    /// <summary>Reads the bytes of <see cref="ToBytes"/>, and checks all of them.</summary>
    /// <param name="bytes">All bytes.</param>
    /// <exception cref="InvalidDataException">
    /// They are no ranker, damaged, or ask a feature that this version does not compute.
    /// </exception>
    public static Ranker Parse(ReadOnlySpan<byte> bytes) => Parse(bytes, "the ranker");

    /// <summary>Writes the ranker to a file, which appears under its name only when it is complete.</summary>
    /// <param name="path">Path of the file; an existing one is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FilePublication publication = new(path, SystemFiles.Instance);
        publication.File.Write(ToBytes(), 0);
        publication.Complete(written => Load(written));
    }

    /// <summary>Returns the ranker as bytes; equal rankers give equal ones.</summary>
    public byte[] ToBytes() => RankerFile.Write(Features, _trees, Source);

    /// <summary>Scores rows of features. Nothing is allocated.</summary>
    /// <param name="rows">Features [rows x <see cref="KnownFeatures"/>].</param>
    /// <param name="scores">Receives the score of each row, higher is better; its length is the number of rows.</param>
    /// <exception cref="ArgumentException">There are too few features.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<double> scores)
    {
        if (rows.Length < (long)scores.Length * FeatureList.Count)
        {
            throw new ArgumentException(
                $"{scores.Length} rows have {FeatureList.Count} features each, {rows.Length} are given", nameof(rows));
        }

        _forest.Score(rows, FeatureList.Count, scores);
    }

    private static Ranker Parse(ReadOnlySpan<byte> bytes, string name)
    {
        (string[] features, RankerTree[] trees, string source) = RankerFile.Read(bytes, name);
        return Problem(features, trees, source) is string problem
            ? throw new InvalidDataException($"{name}: {problem}")
            : new Ranker(features, trees, source, new Forest(trees, ColumnsOf(features)));
    }

    private static string? Problem(IReadOnlyList<string> features, IReadOnlyList<RankerTree> trees, string source)
    {
        if (features.Count is < 1 or > RankerFile.MaxFeatures || trees.Count is < 1 or > RankerFile.MaxTrees
            || System.Text.Encoding.UTF8.GetByteCount(source) > RankerFile.MaxSourceBytes)
        {
            return $"has {features.Count} features (1 to {RankerFile.MaxFeatures}), {trees.Count} trees (1 to "
                + $"{RankerFile.MaxTrees}) and a source of {source.Length} letters (at most "
                + $"{RankerFile.MaxSourceBytes} bytes)";
        }

        foreach (string feature in features)
        {
            if (ColumnOf(feature) < 0)
            {
                return $"asks the feature \"{Printable.Of(feature)}\", which this version does not compute; train it "
                    + "again";
            }
        }

        for (int i = 0; i < trees.Count; i++)
        {
            if (TreeCheck.Problem(trees[i], features.Count) is string problem)
            {
                return $"tree {i} {problem}";
            }
        }

        return null;
    }

    private static (bool LastSimilarity, bool Entries) Asked(ReadOnlySpan<int> columns) => (
        columns.Contains(FeatureList.LastSimilarity),
        columns.ContainsAny(FeatureList.LastEntry, FeatureList.NamingEvents, FeatureList.NamedBack));

    private static int[] ColumnsOf(IReadOnlyList<string> features)
    {
        int[] columns = new int[features.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = ColumnOf(features[i]);
        }

        return columns;
    }

    private static int ColumnOf(string feature)
    {
        for (int i = 0; i < FeatureList.Count; i++)
        {
            if (FeatureList.Names[i] == feature)
            {
                return i;
            }
        }

        return -1;
    }
}
