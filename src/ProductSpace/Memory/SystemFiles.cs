using Microsoft.Win32.SafeHandles;

namespace ProductSpace.Memory;

/// <summary>The operating system's files.</summary>
internal sealed class SystemFiles : IFileOperations
{
    private const UnixFileMode Writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private SystemFiles()
    {
    }

    public static SystemFiles Instance { get; } = new();

    public INewFile CreateNew(string path) => new NewFile(path);

    public IByteOwner OpenRead(string path) => MappedFile.OpenRead(path);

    public IByteOwner OpenGuarded(string path)
    {
        MappedFile file = MappedFile.OpenRead(path);
        try
        {
            if (OverwriteGuard.TryGuard(file))
            {
                return file;
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return OpenCopy(path);
    }

    public IByteOwner OpenCopy(string path) => CopiedBytes.OpenRead(path);

    public byte[]? ReadSmall(string path, int maxBytes)
    {
        if (!LibC.IsSeekable(path))
        {
            throw new IOException($"{path}: is not a regular file");
        }

        try
        {
            using SafeFileHandle file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[maxBytes + 1];
            int length = 0;
            int read;
            do
            {
                read = RandomAccess.Read(file, bytes.AsSpan(length), length);
                length += read;
            }
            while (read > 0 && length < bytes.Length);
            return bytes[..length];
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void MakeReadOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~Writable);
        }
    }

    public void Rename(string source, string target) => LibC.Rename(source, target);

    public void FlushDirectory(string directory) => LibC.FlushDirectory(directory);

    public void Delete(string path) => File.Delete(path);

    public string[] List(string directory) =>
        Array.ConvertAll(Directory.GetFiles(directory), file => Path.GetFileName(file));

    public bool IsAbandoned(string path, TimeSpan age)
    {
        try
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < age)
            {
                return false;
            }

            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return LibC.TryLock(file, exclusive: true) == FileLock.Held;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public IPartialFile OpenPartial(string path)
    {
        TargetLinks.Refuse(path);
        return LibC.IsSeekable(path)
            ? new PartialFile(path)
            : throw new IOException($"{path}: is not a regular file; remove it");
    }

    public IDisposable? TryLock(string path, string holder) => LockFile.TryTake(path, holder);

    /// <summary>
    /// Writes all bytes, translating the exception of .NET that reports "file too large" (a limit of the file system or
    /// the user) as a wrong argument.
    /// </summary>
    internal static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string path)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            throw new IOException(
                $"{path}: may not grow beyond {offset} bytes here; raise the user's limit (ulimit -f) or use another "
                    + "file system",
                fault);
        }
    }

    /// <summary>
    /// Holds a shared lock while it is being written, by which <see cref="IsAbandoned"/> distinguishes it from the file
    /// of a killed process. Process numbers mean nothing in another container, and .NET does not take its own lock on
    /// network file systems.
    /// </summary>
    private sealed class NewFile : INewFile
    {
        private readonly SafeFileHandle _file;
        private readonly string _path;

        public NewFile(string path)
        {
            _path = path;
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            _ = LibC.TryLock(_file, exclusive: false);
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => SystemFiles.Write(_file, bytes, offset, _path);

        public void Flush()
        {
            LibC.Flush(_file, _path);
            LibC.ForgetPages(_file);
        }

        public void Dispose() => _file.Dispose();
    }

    private sealed class PartialFile(string path) : IPartialFile
    {
        private readonly SafeFileHandle _file = File.OpenHandle(
            path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

        public long Length => RandomAccess.GetLength(_file);

        public int Read(Span<byte> bytes, long offset) => RandomAccess.Read(_file, bytes, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => SystemFiles.Write(_file, bytes, offset, path);

        public void Cut(long length) => RandomAccess.SetLength(_file, length);

        public void Dispose() => _file.Dispose();
    }
}
