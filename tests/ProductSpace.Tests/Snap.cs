using Snapshooter.Xunit;

namespace ProductSpace.Tests;

/// <summary>
/// The one place that knows the snapshot library: Verify.Xunit was wished for, but its dependency cannot be restored
/// everywhere, so Snapshooter stands behind this call and a swap is this file.
/// </summary>
internal static class Snap
{
    /// <summary>Compares with the checked-in text of this name; a missing one fails under SNAPSHOOTER_STRICT_MODE.</summary>
    public static void Match(string text, string name) =>
        Snapshooter.Xunit.Snapshot.Match(text.ReplaceLineEndings("\n"), name);
}
