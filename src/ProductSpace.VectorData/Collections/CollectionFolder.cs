using System.Globalization;
using ProductSpace.Storage;
using ProductSpace.VectorData.Records;

namespace ProductSpace.VectorData.Collections;

/// <summary>
/// Names in the folder of a collection. Files of records and of changes are numbered together: over records n come the
/// changes of all files numbered n and above. The folder is at the same time the folder of generations of the first
/// vector column, so that a storefront can follow it. Names that do not look so are never touched.
/// </summary>
internal sealed class CollectionFolder(string directory)
{
    private const string RecordsStart = "records-";
    private const string RecordsEnd = ".psr";
    private const string ChangesStart = "changes-";
    private const string ChangesEnd = ".psw";

    /// <summary>Name of an index that is being built.</summary>
    public const string Unfinished = ".sealing.psx";

    /// <summary>Start of the name of the folder of a collection that is being deleted.</summary>
    private const string DeletedStart = ".deleted-";

    private const int MaxNameLength = 200;

    private static readonly System.Buffers.SearchValues<char> s_refused =
        System.Buffers.SearchValues.Create("<>:\"/\\|?*");

    public string Directory { get; } = directory;

    public string LockPath => Path.Combine(Directory, "collection.lock");

    public bool Exists => System.IO.Directory.Exists(Directory) && Numbers(RecordsStart, RecordsEnd).Count > 0;

    /// <summary>Refuses a name of a collection that could lead out of the store's folder, or that some system cannot
    /// hold.</summary>
    /// <exception cref="ArgumentException">The name cannot be a collection's.</exception>
    public static void CheckName(string? name, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);
        bool isRefused = name.Length > MaxNameLength
            || name[0] == '.'
            || name[^1] is '.' or ' '
            || name.AsSpan().ContainsAny(s_refused)
            || name.AsSpan().ContainsAnyInRange('\0', '\u001F');
        if (isRefused)
        {
            throw new ArgumentException(
                $"\"{Printable.Of(name)}\" cannot be the name of a collection: it names a folder, so use up to "
                + $"{MaxNameLength} characters without < > : \" / \\ | ? * and control characters, not beginning with "
                + "a dot and not ending with a dot or a space",
                parameter);
        }
    }

    /// <summary>Names of the collections in a store's folder.</summary>
    public static IEnumerable<string> NamesIn(string store) =>
        System.IO.Directory.Exists(store)
            ? System.IO.Directory.EnumerateDirectories(store)
                .Select(folder => Path.GetFileName(folder))
                .Where(name => name[0] != '.' && new CollectionFolder(Path.Combine(store, name)).Exists)
                .Order(StringComparer.Ordinal)
            : [];

    public string RecordsPath(int number) => PathOf(RecordsStart, number, RecordsEnd);

    public string ChangesPath(int number) => PathOf(ChangesStart, number, ChangesEnd);

    public List<int> RecordsNumbers() => Numbers(RecordsStart, RecordsEnd);

    public List<int> ChangesNumbers() => Numbers(ChangesStart, ChangesEnd);

    /// <summary>Folder of the generations of a vector column's index.</summary>
    public string IndexFolder(Schema schema, int column)
    {
        for (int first = 0; first < column; first++)
        {
            if (schema[first].IsVector)
            {
                return Path.Combine(Directory, $"vectors-{column.ToString(CultureInfo.InvariantCulture)}");
            }
        }

        return Directory;
    }

    /// <summary>
    /// Removes files of earlier numbers and what a killed process left. Others keep maps of removed files.
    /// </summary>
    public void RemoveBefore(int number)
    {
        foreach (int old in RecordsNumbers().Where(old => old < number))
        {
            TryDelete(RecordsPath(old));
        }

        foreach (int old in ChangesNumbers().Where(old => old < number))
        {
            TryDelete(ChangesPath(old));
        }

        Sweep();
    }

    /// <summary>
    /// Removes what a killed sealing left: the caller holds the collection, so that nobody is writing it.
    /// </summary>
    private void Sweep()
    {
        foreach (string path in System.IO.Directory.EnumerateFiles(
            Directory, ".*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            string name = Path.GetFileName(path);
            int end = name.IndexOf(".tmp-", StringComparison.Ordinal);
            string target = end > 1 ? name[1..end] : name;
            bool isOwn = target == Unfinished || target.StartsWith(RecordsStart, StringComparison.Ordinal);
            if (isOwn && (name == Unfinished || FilePublication.IsTemporaryOf(target, name)))
            {
                TryDelete(path);
            }
        }
    }

    /// <summary>Removes what a process left that was killed while it deleted a collection.</summary>
    public static void RemoveDeleted(string store)
    {
        if (!System.IO.Directory.Exists(store))
        {
            return;
        }

        foreach (string left in System.IO.Directory.GetDirectories(store, $".{DeletedStart}*"))
        {
            try
            {
                System.IO.Directory.Delete(left, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another process may be at it; the next deletion looks again.
            }
        }
    }

    /// <summary>
    /// Deletes the whole folder. It loses its name in one step first, so that half a collection never shows.
    /// </summary>
    public void Delete()
    {
        string hidden = FilePublication.TemporaryOf(Path.Combine(
            Path.GetDirectoryName(Directory)!, DeletedStart + Path.GetFileName(Directory)));
        System.IO.Directory.Move(Directory, hidden);
        System.IO.Directory.Delete(hidden, recursive: true);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Left to the next sealing or opening; a lower number is never read.
        }
    }

    private string PathOf(string start, int number, string end) =>
        Path.Combine(Directory, start + number.ToString("D6", CultureInfo.InvariantCulture) + end);

    private List<int> Numbers(string start, string end)
    {
        List<int> numbers = [];
        foreach (string path in System.IO.Directory.EnumerateFiles(Directory, start + "*" + end))
        {
            string name = Path.GetFileName(path);
            if (int.TryParse(
                    name.AsSpan()[start.Length..^end.Length],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int number)
                && number > 0
                && path == PathOf(start, number, end))
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }
}
