using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Filtering;

/// <summary>
/// The category paths of a catalogue as a tree numbered depth-first: 0 is the root (path ""), children follow their
/// parent in the byte order of their names, and the subtree of a category is the range [category, Ends[category]).
/// Since products are ordered by category, a subtree is a range of ordinals too.
/// </summary>
internal sealed class CategoryTree
{
    /// <summary>Separates nothing, unlike '/', and looks the same: the division slash.</summary>
    public const string SlashInNames = "\u2215";

    private const string EscapedSlash = "\\/";

    private readonly Dictionary<string, int> _numbers;

    private CategoryTree(string[] paths, int[] parents, int[] ends, Dictionary<string, int> numbers)
    {
        Paths = paths;
        Parents = parents;
        Ends = ends;
        _numbers = numbers;
    }

    public string[] Paths { get; }

    /// <summary>Parent of each category, -1 for the root.</summary>
    public int[] Parents { get; }

    /// <summary>Number after the last category of each subtree.</summary>
    public int[] Ends { get; }

    public int Count => Paths.Length;

    public int NumberOf(string path) => _numbers[Clean(path)];

    /// <summary>
    /// Brings a path into the one form that it has in a snapshot and in questions: without empty parts, so that
    /// "/shoes//boots/" becomes "shoes/boots"; in normal form C; "\/", a slash inside a name, as U+2215.
    /// </summary>
    public static string Clean(string path) =>
        CleanParts(NormalForm.Of(path.Replace(EscapedSlash, SlashInNames, StringComparison.Ordinal)));

    /// <summary>Removes empty parts from a path, and changes nothing else.</summary>
    public static string CleanParts(string path) =>
        string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    public static CategoryTree Build(IEnumerable<string> paths)
    {
        HashSet<string> all = [string.Empty];
        foreach (string path in paths)
        {
            string clean = Clean(path);
            while (all.Add(clean))
            {
                clean = ParentOf(clean);
            }
        }

        string[] sorted = [.. all];
        Array.Sort(sorted, (a, b) => ComparePaths(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b)));
        Dictionary<string, int> numbers = new(sorted.Length);
        int[] parents = new int[sorted.Length];
        int[] ends = new int[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            numbers[sorted[i]] = i;
            parents[i] = i == 0 ? -1 : numbers[ParentOf(sorted[i])];
            for (int above = i; above >= 0; above = parents[above])
            {
                ends[above] = i + 1;
            }
        }

        return new CategoryTree(sorted, parents, ends, numbers);
    }

    /// <summary>
    /// Compares UTF-8 paths by bytes, with '/' before every other byte, so that a category comes directly before its
    /// subtree.
    /// </summary>
    public static int ComparePaths(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int common = a.CommonPrefixLength(b);
        int left = common == a.Length ? -1 : a[common] == (byte)'/' ? 0 : a[common] + 1;
        int right = common == b.Length ? -1 : b[common] == (byte)'/' ? 0 : b[common] + 1;
        return left.CompareTo(right);
    }

    /// <summary>Removes the last part of a path; empty for the root and its children.</summary>
    public static string ParentOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? string.Empty : path[..slash];
    }
}
