using System.Text;

namespace ProductSpace.Storage;

/// <summary>
/// Reads the lines of a text file as they are enumerated; see <see cref="TextStream"/> for its encoding.
/// </summary>
internal static class TextLines
{
    public static IEnumerable<string> Read(string path, Encoding? stated = null)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        using StreamReader reader = new(TextStream.Open(path, file, stated), Encoding.UTF8);
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }
}
