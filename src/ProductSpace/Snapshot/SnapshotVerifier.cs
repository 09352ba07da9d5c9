using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Looks at everything in a snapshot: the hash of each section, the zeros between them, and that what the sections say
/// holds together. Throws a <see cref="SnapshotException"/> that names section and byte at the first fault.
/// </summary>
internal static class SnapshotVerifier
{
    public static void Verify(
        OpenSnapshot snapshot, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        SnapshotSections sections = snapshot.Sections;
        SnapshotChecksums.Verify(sections, progress, cancellationToken);
        progress?.Report(new BuildProgress("structure", 0, snapshot.Header.SpaceCount));
        ProductVerifier.Verify(snapshot.Columns, sections);
        cancellationToken.ThrowIfCancellationRequested();
        new CategoryVerifier(snapshot.Columns, sections).Verify();
        FacetVerifier.Verify(snapshot.Columns.Facets, snapshot.Header.ProductCount, sections);
        NumberVerifier.Verify(snapshot.Columns.NumberColumns, snapshot.Header.ProductCount, sections);
        LearnedVerifier.Verify(snapshot);
        for (int space = 0; space < snapshot.Header.SpaceCount; space++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("structure", space, snapshot.Header.SpaceCount));
            new SpaceVerifier(snapshot, space).Verify();
            PlacementVerifier.Verify(snapshot, space);
        }

        progress?.Report(new BuildProgress("structure", snapshot.Header.SpaceCount, snapshot.Header.SpaceCount));
    }
}
