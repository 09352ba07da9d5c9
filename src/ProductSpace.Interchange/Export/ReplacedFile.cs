using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Interchange.Export;

/// <summary>
/// A file that is written under a hidden name beside its target and renamed when it is complete and on the device.
/// Whatever fails earlier leaves the old file as it was; what a killed process left is removed by the next.
/// </summary>
internal sealed class ReplacedFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly string _target;
    private readonly string _temporary;
    private bool _isPublished;

    public ReplacedFile(string target)
    {
        _target = Path.GetFullPath(target);
        TargetLinks.RefuseIfAsked(_target);
        string directory = Path.GetDirectoryName(_target) ?? string.Empty;
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException(
                $"{directory}: no such directory; make it first or choose another place");
        }

        TargetFiles.RequireRegular(_target);
        FilePublication.Sweep(_target, FilePublication.MinAge, SystemFiles.Instance);
        _temporary = FilePublication.TemporaryOf(_target);
        Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes);
    }

    /// <summary>What is written to.</summary>
    public FileStream Stream { get; }

    /// <summary>Flushes the bytes to the device.</summary>
    public void Complete()
    {
        LibC.Flush(Stream);
        if (OperatingSystem.IsWindows())
        {
            // An open file has no other name there. Elsewhere it stays open: a sweep sees that it is in use.
            Stream.Dispose();
        }
    }

    /// <summary>Gives the complete file its name.</summary>
    public void Publish()
    {
        LibC.Rename(_temporary, _target);
        _isPublished = true;
        Stream.Dispose();
        LibC.FlushDirectory(Path.GetDirectoryName(_target)!);
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_isPublished)
        {
            File.Delete(_temporary);
        }
    }
}
