using ProductSpace.Tests.Hostile.Snapshots;

namespace ProductSpace.Tests.Hostile;

/// <summary>The kinds of hostile input by name: one line each.</summary>
internal static class HostileTargets
{
    public static Func<HostileTarget> Find(string name, string goldenFolder, string twin) => name switch
    {
        "snapshots" => Snapshots(goldenFolder, twin),
        _ => throw new ArgumentException($"no target {name}; there are: snapshots"),
    };

    private static Func<HostileTarget> Snapshots(string goldenFolder, string twin)
    {
        byte[][] intact = [.. IntactSnapshots.Golden(goldenFolder), .. IntactSnapshots.Tiny()];
        return () => new SnapshotTarget(intact, BrokenReaders.Find(twin));
    }
}
