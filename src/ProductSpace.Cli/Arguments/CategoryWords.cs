using System.Text;
using ProductSpace.Filtering;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Finds the category that a user means: by its path, else by the path with '>' for '/', else by the only path that
/// differs in case alone. Anything else is left as it is, so that the refusal names the nearest.
/// </summary>
internal static class CategoryWords
{
    private const string Feed = " > ";

    /// <summary>Bytes of UTF-8 that a letter can have more in its other case.</summary>
    private const int MostGrowth = 3;

    /// <summary>Returns the paths that are meant; says where one is another text than was asked.</summary>
    public static string[] Of(ProductIndex index, string[] asked, TextWriter note) =>
        Array.ConvertAll(asked, text =>
        {
            string meant = Of(index, text);
            if (meant != text)
            {
                note.WriteLine($"category {text}: taken as {meant}");
            }

            return meant;
        });

    private static string Of(ProductIndex index, string text)
    {
        if (index.Columns.FindCategory(text) >= 0)
        {
            return text;
        }

        string path = string.Join('/', text.Split(Feed, StringSplitOptions.TrimEntries));
        if (index.Columns.FindCategory(path) >= 0)
        {
            return path;
        }

        string wanted = CategoryTree.Clean(path);
        int length = Encoding.UTF8.GetByteCount(wanted);
        string? only = null;
        for (int category = 1; category < index.Columns.CategoryCount; category++)
        {
            ReadOnlySpan<byte> known = index.Columns.PathOf(category);
            if (known.Length > length * MostGrowth || known.Length * MostGrowth < length)
            {
                continue;
            }

            string name = Encoding.UTF8.GetString(known);
            if (string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase))
            {
                if (only is not null)
                {
                    return text;
                }

                only = name;
            }
        }

        return only ?? text;
    }
}
