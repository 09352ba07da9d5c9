using System.Linq;
using System.Text;
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
        int bytes = Encoding.UTF8.GetByteCount(Name);
        if (bytes is 0 or > SnapshotLayout.MaxTableNameBytes || Name.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"the name of a table takes 1 to {SnapshotLayout.MaxTableNameBytes} bytes and no control characters");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Entries, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Entries, SnapshotLayout.MaxTableEntries);
    }
}
