using ProductSpace.Fuzz.Catalogs;
using ProductSpace.Fuzz.Deltas;
using ProductSpace.Fuzz.Embeddings;
using ProductSpace.Fuzz.Filters;
using ProductSpace.Fuzz.Interchange;
using ProductSpace.Fuzz.Rankers;
using ProductSpace.Fuzz.Snapshots;
using ProductSpace.Fuzz.VectorData;

namespace ProductSpace.Fuzz;

/// <summary>The kinds of hostile input by name: a line each.</summary>
internal static class HostileTargets
{
    public static readonly string[] Names = ["snapshots", "tables", "embeddings", "catalogs", "filters", "deltas", "rankers", "records", "changes", .. InterchangeTarget.Kinds];

    /// <summary>The name of the target that draws from all of them.</summary>
    public const string All = "all";

    /// <summary>What makes a target for one thread.</summary>
    /// <param name="name">One of <see cref="Names"/>, or <see cref="All"/>.</param>
    /// <param name="goldenFolder">Where the golden snapshots are.</param>
    /// <param name="twin">A broken reader in place of the engine; empty for the engine.</param>
    public static Func<HostileTarget> Find(string name, string goldenFolder, string twin)
    {
        switch (name)
        {
            case "snapshots":
                (byte[][] golden, byte[][] tiny) = (IntactSnapshots.Golden(goldenFolder), IntactSnapshots.Tiny());
                return () => new SnapshotTarget(golden, tiny, BrokenReaders.Find(twin));
            case "tables":
                (byte[][] many, byte[][] small) = (IntactSnapshots.ManyCells(), IntactSnapshots.Tiny());
                return () => new SnapshotTarget(many, small, BrokenReaders.Find(twin), isOfTables: true);
            case "embeddings":
                return () => BrokenEmbeddings.Find(twin);
            case "catalogs":
                return () => BrokenCatalogs.Find(twin);
            case "filters":
                byte[][] snapshots = IntactSnapshots.Golden(goldenFolder);
                return () => BrokenFilters.Find(twin, snapshots);
            case "deltas":
                byte[] ofDelta = IntactSnapshots.Golden(goldenFolder)[0];
                return () => BrokenDeltas.Find(twin, ofDelta);
            case "rankers":
                return () => BrokenRankers.Find(twin);
            case "records":
                return () => new RecordFileTarget(BrokenStores.Find(twin));
            case "changes":
                return () => new ChangeFileTarget(BrokenStores.Find(twin));
            case string kind when InterchangeTarget.Kinds.Contains(kind):
                return () => BrokenInterchange.Find(kind, twin);
            case All:
                Func<HostileTarget>[] makers = Array.ConvertAll(MixTarget.Shares, share => Find(share.Name, goldenFolder, twin));
                return () => new MixTarget(Array.ConvertAll(makers, make => make()));
            default:
                throw new ArgumentException($"no target {name}; there are: {string.Join(", ", Names)}, {All}");
        }
    }
}
