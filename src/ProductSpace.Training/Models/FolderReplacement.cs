using Microsoft.Win32.SafeHandles;
using ProductSpace.Memory;

namespace ProductSpace.Training.Models;

/// <summary>
/// Replaces a folder with another. The new one is filled under a hidden name next to the target. No system renames a
/// folder over one that is not empty; therefore
///   1  the old folder is renamed to a hidden name (.NAME.old-...),
///   2  the new one is renamed to the target, or the old one back if that fails,
///   3  the old one is deleted.
/// Each step is one rename. Whatever interrupts, a complete model is under one of the names, and nothing incomplete is
/// under the target. Only a crash of the machine between 1 and 2 leaves no model there; the old one is then found. What
/// a killed process left is removed by the next.
/// </summary>
internal sealed class FolderReplacement : IDisposable
{
    private const string OldMark = ".old-";
    private const string TemporaryMark = ".tmp-";

    private readonly string _parent;
    private readonly string _name;
    private readonly string _target;
    private readonly Action<string> _requireReplaceable;
    private readonly string _mark = HiddenFolder.NewMark();
    private readonly HiddenFolder? _temporary;
    private bool _published;

    /// <summary>Creates the temporary folder.</summary>
    /// <param name="target">
    /// Path of the folder. A link to a folder stays, and the folder it leads to is replaced, unless the host refuses
    /// links.
    /// </param>
    /// <param name="requireReplaceable">Throws if a folder that is not empty must not be replaced.</param>
    public FolderReplacement(string target, Action<string> requireReplaceable)
    {
        TargetLinks.RefuseIfAsked(target);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        _target = Directory.Exists(full)
            ? Directory.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full
            : full;
        _parent = Path.GetDirectoryName(_target)
            ?? throw new TrainingInputException($"{target}: is the root of a file system; name a folder below it");
        _name = Path.GetFileName(_target);
        _requireReplaceable = requireReplaceable;
        if (!Directory.Exists(_parent))
        {
            throw new TrainingInputException(
                $"{_parent}: no such directory; make it first or choose another place for the model");
        }

        bool isThere = CheckTarget();
        HiddenFolder.Sweep(_target, TemporaryMark);
        if (isThere)
        {
            // Without a model under the name, an old one is what a crash left of it.
            HiddenFolder.Sweep(_target, OldMark, isOfAnyAge: true);
        }

        _temporary = new HiddenFolder(Path.Combine(_parent, $".{_name}{TemporaryMark}{_mark}"));
    }

    public string TemporaryPath => _temporary!.FullPath;

    /// <summary>
    /// Finds a model that a crash left under its hidden name, for the message that the target is missing.
    /// </summary>
    public static string? FindOld(string target)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        string? parent = Path.GetDirectoryName(full);
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, $".{Path.GetFileName(full)}{OldMark}*").FirstOrDefault()
            : null;
    }

    /// <summary>Renames the filled folder to its target.</summary>
    public void Publish()
    {
        LibC.FlushDirectory(TemporaryPath);
        if (!CheckTarget())
        {
            Directory.Move(TemporaryPath, _target);
            _published = true;
            LibC.FlushDirectory(_parent);
            return;
        }

        // Held before it gets the hidden name, so that no other run takes it for a leftover.
        using SafeFileHandle? held = LibC.TryLockDirectory(_target, exclusive: false);
        string old = Path.Combine(_parent, $".{_name}{OldMark}{_mark}");
        Directory.Move(_target, old);
        try
        {
            Directory.Move(TemporaryPath, _target);
            _published = true;
        }
        catch
        {
            Directory.Move(old, _target);
            throw;
        }

        LibC.FlushDirectory(_parent);
        try
        {
            Directory.Delete(old, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{_target}: is written, but the model that it replaces could not be removed ({exception.Message}); "
                + $"delete {old}",
                exception);
        }
    }

    public void Dispose()
    {
        if (!_published && Directory.Exists(TemporaryPath))
        {
            Directory.Delete(TemporaryPath, recursive: true);
        }

        _temporary!.Dispose();
    }

    /// <summary>Returns true if a folder has to be moved away; deletes an empty one.</summary>
    private bool CheckTarget()
    {
        if (File.Exists(_target))
        {
            throw new TrainingInputException($"{_target}: is a file; a model is a folder, choose another name");
        }

        if (!Directory.Exists(_target))
        {
            return false;
        }

        if (Directory.EnumerateFileSystemEntries(_target).Any())
        {
            _requireReplaceable(_target);
            return true;
        }

        // There is no temporary folder until it is filled; until then an empty target stays.
        if (_temporary is not null)
        {
            Directory.Delete(_target);
        }

        return false;
    }
}
