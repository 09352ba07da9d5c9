namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Creates nameless scratch files: a random new name, readable by the owner only, deleted when the stream closes. On
/// Unix the name is removed at once, so that not even a killed process leaves anything behind.
/// </summary>
internal static class TemporaryFile
{
    private const int BufferBytes = 1 << 14;

    public static FileStream Create(string directory)
    {
        string path = Path.Combine(directory, $"productspace-{Guid.NewGuid():N}.tmp");
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = BufferBytes,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream stream = new(path, options);
        File.Delete(path);
        return stream;
    }
}
