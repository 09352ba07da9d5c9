namespace ProductSpace.Memory;

/// <summary>
/// Symbolic links in the way of what is written. A link in the place of a file that is opened again and written into is always
/// refused; a target that gets its name by a rename replaces such a link, and a link in the place of its directory is followed,
/// unless the host asks by <see cref="Switch"/> that both are refused. Looked at once, when the target is opened: it does not
/// see links higher up in the path, nor one that is put there afterwards, nor hard links and mounts.
/// </summary>
internal static class TargetLinks
{
    public const string Switch = HostSetting.Prefix + "RefuseLinks";

    /// <summary>Where the host asks for it, refuses a target that is a link or lies in a directory that is one.</summary>
    /// <exception cref="IOException">it is; nothing was written.</exception>
    public static void RefuseIfAsked(string target)
    {
        if (!HostSetting.IsOn(Switch))
        {
            return;
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (IsLink(full))
        {
            throw new IOException($"{full}: is a link, and {Switch} refuses those; remove it, or name what it leads to");
        }

        if (Path.GetDirectoryName(full) is string directory && IsLink(directory))
        {
            throw new IOException($"{full}: its directory {directory} is a link, and {Switch} refuses those; name what it leads to");
        }
    }

    /// <summary>Refuses a file that is about to be opened and written into where a link stands, whatever the host asks.</summary>
    /// <exception cref="IOException">a link stands there.</exception>
    public static void Refuse(string path)
    {
        if (IsLink(path))
        {
            throw new IOException($"{path}: is a link, and what it leads to would be overwritten; remove it");
        }

        RefuseIfAsked(path);
    }

    /// <summary>True for one that leads nowhere, too.</summary>
    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null || new DirectoryInfo(path).LinkTarget is not null;
}
