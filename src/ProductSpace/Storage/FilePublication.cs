using System.Security.Cryptography;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Publishes a durable file: it is created under a hidden name in the target's directory, written, made read-only,
/// flushed to the device with errors checked, read back and renamed; then the directory is flushed. Only when
/// <see cref="Complete"/> returns may anyone be told. Whatever fails earlier leaves the previous file of that name, and
/// at worst the hidden file, which the next publication of the name removes. A file whose flush failed is thrown away:
/// the system may have dropped data that it could not write, so a second flush would lie.
/// </summary>
internal sealed class FilePublication : IDisposable
{
    private const string Mark = ".tmp-";
    private const int RandomDigits = 8;

    /// <summary>A writer that has just begun may not hold its file yet.</summary>
    public static readonly TimeSpan MinAge = TimeSpan.FromMinutes(1);

    private readonly IFileOperations _files;
    private readonly string _target;

    public FilePublication(string target, IFileOperations files)
    {
        _files = files;
        _target = Path.GetFullPath(target);
        TargetLinks.RefuseIfAsked(_target);
        TargetFiles.RequireRegular(_target);
        TemporaryPath = TemporaryOf(_target);
        try
        {
            File = files.CreateNew(TemporaryPath);
        }
        catch
        {
            // It may exist in spite of the error; the name is random, so it belongs to nobody else.
            Remove(TemporaryPath, files);
            throw;
        }
    }

    public string TemporaryPath { get; }

    public INewFile File { get; }

    /// <summary>Whether the file has its final name, if perhaps not yet durably.</summary>
    public bool IsRenamed { get; private set; }

    /// <summary>Returns a new hidden name beside a target.</summary>
    public static string TemporaryOf(string target)
    {
        string full = Path.GetFullPath(target);
        string random = RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true);
        return Path.Combine(DirectoryOf(full), $".{Path.GetFileName(full)}{Mark}{Environment.ProcessId}-{random}");
    }

    /// <summary>
    /// Removes hidden files of a target that no writer holds. Leaves files of other targets, files younger than
    /// <paramref name="age"/>, and files that cannot be removed.
    /// </summary>
    public static void Sweep(string target, TimeSpan age, IFileOperations files)
    {
        string full = Path.GetFullPath(target);
        string directory = DirectoryOf(full);
        try
        {
            foreach (string name in files.List(directory))
            {
                if (IsTemporaryOf(Path.GetFileName(full), name))
                {
                    Remove(Path.Combine(directory, name), age, files);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A directory that cannot be listed will fail whoever writes into it.
        }
    }

    /// <summary>
    /// Whether a name is a hidden one of a target, exactly ".TARGET.tmp-PROCESS-8 hexadecimal digits".
    /// </summary>
    public static bool IsTemporaryOf(string target, string name)
    {
        string start = $".{target}{Mark}";
        if (!name.StartsWith(start, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> rest = name.AsSpan(start.Length);
        int dash = rest.IndexOf('-');
        if (dash <= 0 || rest[..dash].ContainsAnyExceptInRange('0', '9') || rest.Length != dash + 1 + RandomDigits)
        {
            return false;
        }

        foreach (char digit in rest[(dash + 1)..])
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives the written file its final name.</summary>
    /// <param name="readBack">Checks the file under its hidden name, and throws if it is not what was written.</param>
    /// <exception cref="IOException">A step failed. The target is unchanged, unless
    /// <see cref="IsRenamed"/>.</exception>
    public void Complete(Action<string> readBack)
    {
        _files.MakeReadOnly(TemporaryPath);
        File.Flush();
        if (OperatingSystem.IsWindows())
        {
            // On Windows nothing could map an open file. Elsewhere it stays open, so that a sweep sees it in use.
            File.Dispose();
        }

        readBack(TemporaryPath);
        _files.Rename(TemporaryPath, _target);
        IsRenamed = true;
        _files.FlushDirectory(DirectoryOf(_target));
    }

    public void Dispose()
    {
        File.Dispose();
        if (!IsRenamed)
        {
            Remove(TemporaryPath, _files);
        }
    }

    /// <summary>Removes a hidden file that no writer holds, if possible.</summary>
    public static void Remove(string path, TimeSpan age, IFileOperations files)
    {
        if (files.IsAbandoned(path, age))
        {
            Remove(path, files);
        }
    }

    /// <summary>
    /// Removes a file. A failure is left to a later sweep, so as not to hide why the publication failed.
    /// </summary>
    private static void Remove(string path, IFileOperations files)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    private static string DirectoryOf(string path) =>
        Path.GetDirectoryName(path)
            ?? throw new IOException($"{path}: is the root of a file system; name a file in it");
}
