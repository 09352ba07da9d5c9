using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>An item table as it is given to a build: by the ids of its own products.</summary>
/// <param name="Name">Name that searches ask for.</param>
/// <param name="Ids">Product ids of the table, in its own order.</param>
/// <param name="Entries">Maximum number of entries of a row.</param>
/// <param name="Row">Reads a row.</param>
internal sealed record ItemTableInput(string Name, IReadOnlyList<string> Ids, int Entries, ItemTableRow Row)
{
    /// <summary>Throws for a name or a number of entries that a snapshot cannot hold.</summary>
    public void Check()
    {
        SectionNames.Check(Name, "a table", SnapshotLayout.MaxTableNameBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Entries, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Entries, SnapshotLayout.MaxTableEntries);
    }
}
