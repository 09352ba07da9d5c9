namespace ProductSpace.Memory;

/// <summary>
/// Checks what stands under the name of a file that is about to be written. Files get their names by a rename, which
/// replaces whatever has the name: for a privileged user also a device or a pipe.
/// </summary>
internal static class TargetFiles
{
    private const string ProcessFiles = "/proc/";

    /// <summary>
    /// Throws unless a regular file or nothing stands there, or a link to one of these. Where the system does not tell
    /// kinds apart (other than Linux), only a directory is refused.
    /// </summary>
    /// <exception cref="IOException">Something else stands there; nothing was written.</exception>
    public static void RequireRegular(string path)
    {
        string? what = LibC.StatusOf(path)?.Kind switch
        {
            FileKind.Pipe => "a pipe",
            FileKind.CharacterDevice or FileKind.BlockDevice => "a device",
            FileKind.Socket => "a socket",
            FileKind.Directory => "a directory",
            _ when Directory.Exists(path) => "a directory",
            _ when LeadsToAProcess(path) => "an open file of a process",
            _ => null,
        };
        if (what is not null)
        {
            throw new IOException($"{path}: is {what}, which a file would replace; name a file");
        }
    }

    /// <summary>
    /// Whether two names lead to one file or folder, by its identity where the system tells it, else by the names with
    /// links resolved. False where one of them leads to nothing.
    /// </summary>
    public static bool AreSame(string first, string second)
    {
        if (LibC.StatusOf(first) is FileStatus one && LibC.StatusOf(second) is FileStatus other)
        {
            return one.IsSameAs(other);
        }

        return Path.Exists(first) && Path.Exists(second) && Resolved(first) == Resolved(second);
    }

    /// <summary>
    /// Whether a file lies in a folder or one below it, by the identity of the folders on its way up.
    /// </summary>
    public static bool IsInside(string path, string folder)
    {
        string? above = Path.GetDirectoryName(Resolved(path));
        while (above is not null)
        {
            if (AreSame(above, folder))
            {
                return true;
            }

            above = Path.GetDirectoryName(above);
        }

        return false;
    }

    /// <summary>Whether a link such as /dev/stdout leads to a file that some process has open.</summary>
    private static bool LeadsToAProcess(string path) =>
        OperatingSystem.IsLinux()
        && new FileInfo(path).LinkTarget?.StartsWith(ProcessFiles, StringComparison.Ordinal) is true;

    private static string Resolved(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Path.Exists(full))
        {
            return full;
        }

        FileSystemInfo file = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        return file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }
}
