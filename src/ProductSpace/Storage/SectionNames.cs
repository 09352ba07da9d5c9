using System.Linq;
using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Names of what a snapshot holds several of, such as its item tables: UTF-8, each ended by a zero byte, in a section
/// of their own.
/// </summary>
internal static class SectionNames
{
    /// <summary>Throws for a name that a snapshot cannot hold.</summary>
    /// <param name="name">The name.</param>
    /// <param name="of">What it is the name of, for the message.</param>
    /// <param name="mostBytes">Maximum length.</param>
    public static void Check(string name, string of, int mostBytes)
    {
        int bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes < 1 || bytes > mostBytes || name.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"the name of {of} takes 1 to {mostBytes} bytes and no control characters", nameof(name));
        }
    }

    /// <summary>Reads all names; throws unless there are 1 to <paramref name="most"/>, none of them empty.</summary>
    public static string[] Read(SnapshotSections sections, uint id, int most, int mostBytes)
    {
        NativeView<byte> view = sections.Get<byte>(id, -1);
        ReadOnlySpan<byte> text = view.Length <= most * (mostBytes + 1) ? view.Slice(0, (int)view.Length) : [];
        string[] names = text is [.., 0] ? Encoding.UTF8.GetString(text).Split('\0')[..^1] : [];
        return names.Length >= 1 && names.Length <= most && !names.Contains(string.Empty)
            ? names
            : throw sections.Fault(
                SectionId.NameOf(id), sections.OffsetOf(id), $"must hold 1 to {most} names, each ended by 0");
    }

    public static void Write(SnapshotWriter writer, uint id, IEnumerable<string> names)
    {
        writer.Begin(id, required: false);
        foreach (string name in names)
        {
            writer.Append<byte>(Encoding.UTF8.GetBytes(name + '\0'));
        }

        writer.End();
    }
}
