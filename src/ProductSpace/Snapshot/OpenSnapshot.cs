using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// An open snapshot: its header, its sections, and the typed views of them. Immutable; whoever opened the file closes
/// it.
/// </summary>
internal sealed class OpenSnapshot
{
    public OpenSnapshot(SnapshotHeader header, SnapshotSections sections)
    {
        Header = header;
        Sections = sections;
        Columns = new ProductColumns(sections, header);
        Groups = new GroupTables(Columns, sections);
        Tables = ItemTableView.OpenAll(sections, header.ProductCount);
        Popularity = PopularityView.Open(sections, header);
        Attachments = AttachmentTable.Open(sections);
        Spaces = new SpaceView[header.SpaceCount];
        for (int space = 0; space < Spaces.Length; space++)
        {
            Spaces[space] = SnapshotViews.OpenSpace(sections, header, space);
        }
    }

    public SnapshotHeader Header { get; }

    public SnapshotSections Sections { get; }

    public ProductColumns Columns { get; }

    /// <summary>The groups that answers were limited by so far.</summary>
    public GroupTables Groups { get; }

    /// <summary>The item tables; empty where the snapshot has none.</summary>
    public ItemTableView[] Tables { get; }

    /// <summary>How popular the products are; null where it is unknown.</summary>
    public PopularityView? Popularity { get; }

    /// <summary>Named bytes that the engine does not read.</summary>
    public AttachmentTable Attachments { get; }

    /// <summary>The spaces, Similar first.</summary>
    public SpaceView[] Spaces { get; }

    public int Count => Header.ProductCount;

    /// <summary>Numbers of a vector as it is given.</summary>
    public int Dimension => Spaces[0].Model.GivenDimension;
}
