using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Writes a snapshot to a temporary file beside the target, which gets its final name in one step; see
/// <see cref="FilePublication"/>.
/// </summary>
internal sealed class FileTarget : ISnapshotTarget
{
    private readonly IFileOperations _files;
    private readonly FilePublication _publication;

    public FileTarget(string path, IFileOperations? files = null)
    {
        Name = path;
        _files = files ?? SystemFiles.Instance;
        FilePublication.Sweep(path, FilePublication.MinAge, _files);
        _publication = new FilePublication(path, _files);
    }

    public string Name { get; }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => _publication.File.Write(bytes, offset);

    public IByteOwner OpenWritten() => _files.OpenRead(_publication.TemporaryPath);

    public void Complete(Action readBack) => _publication.Complete(_ => readBack());

    public void Dispose() => _publication.Dispose();
}
