using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Training.Models;

/// <summary>
/// A file that is written under a hidden name next to its target, and renamed to the target in one step when it is on
/// the device. If the writing is interrupted, the old file stays; what a killed process left is removed by the next.
/// </summary>
internal sealed class FileReplacement : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private bool _isComplete;

    public FileReplacement(string target)
    {
        _target = Path.GetFullPath(target);
        TargetLinks.RefuseIfAsked(_target);
        string directory = Path.GetDirectoryName(_target) ?? string.Empty;
        if (!Directory.Exists(directory))
        {
            throw new TrainingInputException($"{directory}: no such directory; make it first or choose another place");
        }

        if (Directory.Exists(_target))
        {
            throw new TrainingInputException($"{target}: is a directory; name the file to write");
        }

        TargetFiles.RequireRegular(_target);
        FilePublication.Sweep(_target, FilePublication.MinAge, SystemFiles.Instance);
        _temporary = FilePublication.TemporaryOf(_target);
        File = new HashedFile(_temporary);
    }

    public HashedFile File { get; }

    /// <summary>Flushes the bytes to the device.</summary>
    public void Complete()
    {
        File.Complete();
        if (OperatingSystem.IsWindows())
        {
            // An open file has no other name there. Elsewhere it stays open: a sweep sees that it is in use.
            File.Dispose();
        }
    }

    /// <summary>Renames the complete file to its target.</summary>
    public void Publish()
    {
        LibC.Rename(_temporary, _target);
        _isComplete = true;
        File.Dispose();
        LibC.FlushDirectory(Path.GetDirectoryName(_target)!);
    }

    public void Dispose()
    {
        File.Dispose();
        if (!_isComplete)
        {
            System.IO.File.Delete(_temporary);
        }
    }
}
