using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ProductSpace.Memory;

/// <summary>
/// A file that one process at a time holds, with the holder's name in it. The system releases the lock when the process
/// ends, however it ends. The file itself stays, because removing it would let two processes hold two files of one
/// name.
/// </summary>
internal sealed class LockFile : IDisposable
{
    private const int MaxHolderBytes = 512;

    private readonly SafeFileHandle _file;

    private LockFile(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock; null if another process holds it.</summary>
    /// <exception cref="IOException">The file system has no locks, the file cannot be written, or it is a symbolic
    /// link.</exception>
    public static LockFile? TryTake(string path, string holder)
    {
        // The holder's name overwrites the content, which must not be that of another file.
        TargetLinks.Refuse(path);
        SafeFileHandle file;
        try
        {
            // On Unix .NET takes the lock itself for FileShare.None; on Windows others may still read who holds it.
            file = File.OpenHandle(
                path,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None);
        }
        catch (IOException fault) when (LibC.IsSharingViolation(fault))
        {
            return null;
        }

        try
        {
            switch (LibC.TryLock(file, exclusive: true))
            {
                case FileLock.HeldByAnother:
                    file.Dispose();
                    return null;
                case FileLock.NotSupported:
                    throw new IOException(
                        $"{path}: this file system has no locks, so two writers could not be kept apart; publish from "
                            + "a host that has the directory on a local disk");
                default:
                    byte[] text = Encoding.UTF8.GetBytes(holder);
                    RandomAccess.SetLength(file, 0);
                    SystemFiles.Write(file, text.AsSpan(0, Math.Min(text.Length, MaxHolderBytes)), 0, path);
                    return new LockFile(file);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads who wrote into the file last without touching the lock; empty if it cannot be read.</summary>
    public static string HolderOf(string path)
    {
        try
        {
            byte[] text = new byte[MaxHolderBytes];
            using SafeFileHandle file = LibC.OpenWithoutLock(path);
            return Encoding.UTF8.GetString(text, 0, RandomAccess.Read(file, text, 0));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>Outcome of an attempt to take a lock.</summary>
internal enum FileLock
{
    Held,
    HeldByAnother,
    NotSupported,
}
