namespace ProductSpace.Memory;

/// <summary>
/// Handles symbolic links in the way of written files. A link in place of a file that is reopened and written into is
/// always refused. A target that gets its name by a rename replaces such a link, and a link in place of its directory
/// is followed, unless the host asks with <see cref="Switch"/> to refuse both. Checked once, when the target is opened:
/// links higher up in the path, links created later, hard links and mounts are not seen.
/// </summary>
internal static class TargetLinks
{
    public const string Switch = HostSetting.Prefix + "RefuseLinks";

    /// <summary>Refuses a target that is a link or lies in a linked directory, if the host asks for it.</summary>
    /// <exception cref="IOException">The target is refused; nothing was written.</exception>
    public static void RefuseIfAsked(string target)
    {
        if (!HostSetting.IsOn(Switch))
        {
            return;
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (IsLink(full))
        {
            throw new IOException($"{full}: is a link, which {Switch} refuses; remove it, or name its target");
        }

        if (Path.GetDirectoryName(full) is string directory && IsLink(directory))
        {
            throw new IOException(
                $"{full}: its directory {directory} is a link, which {Switch} refuses; name the link's target");
        }
    }

    /// <summary>
    /// Refuses a link in place of a file that is about to be opened and written into, whatever the host asks, and
    /// anything but a file.
    /// </summary>
    /// <exception cref="IOException">The path is a link, or no file.</exception>
    public static void Refuse(string path)
    {
        if (IsLink(path))
        {
            throw new IOException($"{path}: is a link, and its target would be overwritten; remove it");
        }

        RefuseIfAsked(path);
        TargetFiles.RequireRegular(path);
    }

    /// <summary>Also true for a dangling link.</summary>
    private static bool IsLink(string path) =>
        new FileInfo(path).LinkTarget is not null || new DirectoryInfo(path).LinkTarget is not null;
}
