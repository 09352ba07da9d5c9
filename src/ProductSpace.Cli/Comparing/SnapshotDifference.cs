using System.Globalization;

namespace ProductSpace.Cli.Comparing;

/// <summary>
/// Differences between two snapshots: settings; products that were added or removed; what a shop says of products that
/// are in both, such as category, price and stock; and how many of the nearest products of a sample are still the same.
/// Products are matched by id, since ordinals mean nothing across files.
/// </summary>
internal sealed record SnapshotDifference
{
    private const int K = 10;

    /// <summary>Recall so high that a change of neighbors is a change of the vectors.</summary>
    private const float TargetRecall = 0.99f;

    /// <summary>True if the files have the same content, byte for byte.</summary>
    public required bool Equal { get; init; }

    /// <summary>Settings that differ: name, value before, value after.</summary>
    public required IReadOnlyList<ChangedSetting> Settings { get; init; }

    public required ProductList Added { get; init; }

    public required ProductList Gone { get; init; }

    /// <summary>Products with another primary category path.</summary>
    public ProductList Moved => Changes.Moved;

    /// <summary>What else a shop says of products, and has changed.</summary>
    public required ProductChanges Changes { get; init; }

    /// <summary>Number of products in both snapshots.</summary>
    public required int Common { get; init; }

    /// <summary>Number of products whose neighbors were compared, spread evenly over those in both.</summary>
    public required int Sampled { get; init; }

    /// <summary>
    /// Mean share of the 10 nearest products before that are still among the 10 nearest after; 1 if nothing was
    /// compared.
    /// </summary>
    public required double SameNeighbors { get; init; }

    public static SnapshotDifference Of(
        ProductIndex before,
        ProductIndex after,
        int sample,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        ProductList added = new();
        ProductList gone = new();
        ProductChanges changes = new(before, after);
        List<(int Before, int After)> common = [];
        for (int ordinal = 0; ordinal < before.Count; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report("comparing products", ordinal, before.Count);
            string id = before.GetProductId(ordinal);
            if (!after.TryGetOrdinal(id, out int other))
            {
                gone.Add(id);
                continue;
            }

            common.Add((ordinal, other));
            changes.Add(id, ordinal, other);
        }

        changes.AddFacets(common, cancellationToken);

        for (int ordinal = 0; ordinal < after.Count; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string id = after.GetProductId(ordinal);
            if (!before.TryGetOrdinal(id, out _))
            {
                added.Add(id);
            }
        }

        int sampled = Math.Min(sample, common.Count);
        double same = 0;
        for (int i = 0; i < sampled; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("comparing neighbors", i, sampled));
            string id = before.GetProductId(common[(int)((long)i * common.Count / sampled)].Before);
            HashSet<string> old = Neighbors(before, id);
            int count = old.Count;
            old.IntersectWith(Neighbors(after, id));
            same += count == 0 ? 1 : (double)old.Count / count;
        }

        progress?.Report(new BuildProgress("comparing neighbors", sampled, sampled));

        void Report(string stage, int done, int total)
        {
            if ((done & 0xFFF) == 0)
            {
                progress?.Report(new BuildProgress(stage, done, total));
            }
        }

        return new SnapshotDifference
        {
            Equal = before.Info.ContentHash == after.Info.ContentHash,
            Settings = SettingsOf(before.Info, after.Info),
            Added = added,
            Gone = gone,
            Changes = changes,
            Common = common.Count,
            Sampled = sampled,
            SameNeighbors = sampled == 0 ? 1 : same / sampled,
        };
    }

    private static HashSet<string> Neighbors(ProductIndex index, string id)
    {
        Span<Neighbor> hits = stackalloc Neighbor[K];
        SearchResult result = index.SearchSession(
            [id], hits, new SearchOptions { Space = Space.Similar, TargetRecall = TargetRecall });
        HashSet<string> ids = [];
        foreach (Neighbor hit in hits[..result.Count])
        {
            ids.Add(index.GetProductId(hit.Ordinal));
        }

        return ids;
    }

    private static List<ChangedSetting> SettingsOf(SnapshotInfo before, SnapshotInfo after)
    {
        List<ChangedSetting> changed = [];
        (string Name, Func<SnapshotInfo, object> Read)[] settings =
        [
            ("format", info => info.FormatVersion),
            ("products", info => info.Products),
            ("dimension", info => info.Dimension),
            ("next space", info => info.HasNext),
            ("similarity", info => info.Similarity),
            ("similarity of the next space", info => (object?)info.NextSimilarity ?? string.Empty),
            ("categories", info => info.Categories),
            ("structures", info => info.Structures),
            ("M", info => info.M),
            ("efConstruction", info => info.EfConstruction),
            ("seed", info => info.Seed),
            ("vectors", info => info.VectorsHash),
            ("facets", info => string.Join(", ", info.Facets)),
            ("number columns", info => string.Join(", ", info.NumberColumns)),
            ("payload columns", info => string.Join(", ", info.PayloadColumns)),
            ("bytes", info => info.FileBytes),
        ];
        foreach ((string name, Func<SnapshotInfo, object> read) in settings)
        {
            string old = Convert.ToString(read(before), CultureInfo.InvariantCulture)!;
            string now = Convert.ToString(read(after), CultureInfo.InvariantCulture)!;
            if (old != now)
            {
                changed.Add(new ChangedSetting(name, old, now));
            }
        }

        return changed;
    }

    internal sealed record ChangedSetting(string Name, string Before, string After);
}
