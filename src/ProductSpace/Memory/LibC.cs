using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProductSpace.Memory;

/// <summary>
/// Calls the operating system's own C library, each call with a managed fallback; no native code is shipped. fsync is
/// here because .NET 10.0 on Unix swallows its errors (FileStream.Flush(true) returns after EIO), and rename because
/// File.Move falls back to truncating the target in place when it crosses a mount.
/// </summary>
internal static unsafe partial class LibC
{
    private const int AdviseRandomly = 1;
    private const int AdviseHugePage = 14;
    private const int AdvisePopulateRead = 22;
    private const int AdviseWillNeed = 3;
    private const int AdviseDontNeed = 4;
    private const int ThreadCpuClock = 3;
    private const int OpenNonBlocking = 0x800;
    private const int OpenDirectory = 0x10000;
    private const int OpenCloseOnExec = 0x80000;
    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockWithoutWaiting = 4;
    private const int MacFullFlush = 51;

    public static void AdviseHugePages(void* start, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = MAdvise(start, bytes, AdviseHugePage);
        }
    }

    /// <summary>Asks the system to load the pages of a mapping.</summary>
    public static void Populate(void* start, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = MAdvise(start, bytes, AdviseHugePage);
            _ = MAdvise(start, bytes, AdvisePopulateRead);
        }
    }

    /// <summary>
    /// Tells the system that a map is read at random, so that reading ahead would evict needed pages.
    /// </summary>
    public static void AdviseRandom(void* start, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = MAdvise(start, bytes, AdviseRandomly);
        }
    }

    /// <summary>Asks the system to start reading the pages of a piece of a map, without waiting for them.</summary>
    public static void RequestPages(byte* start, long bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            nint page = Environment.SystemPageSize;
            byte* first = (byte*)((nint)start & ~(page - 1));
            _ = MAdvise(first, (nuint)(start + bytes - first), AdviseWillNeed);
        }
    }

    /// <summary>
    /// Permanently lowers the priority of the calling thread, so that it yields to other threads of the process when
    /// processors are busy. A request, not a guarantee.
    /// </summary>
    public static void LowerThreadPriority()
    {
        const int thisThread = 0;
        const int aBit = 10;
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(0, thisThread, aBit);
        }
    }

    /// <summary>CPU time of the calling thread in nanoseconds, or -1 if the system does not report it.</summary>
    public static long ThreadCpuNanoseconds()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return -1;
        }

        long* time = stackalloc long[2];
        return ClockGetTime(ThreadCpuClock, time) == 0 ? (time[0] * 1_000_000_000) + time[1] : -1;
    }

    /// <summary>False for pipes, sockets and terminals. Does not wait for a writer, as a plain open would.</summary>
    public static bool IsSeekable(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        int descriptor = OpenFile(path, OpenNonBlocking | OpenCloseOnExec);
        if (descriptor < 0)
        {
            return true;
        }

        const int fromCurrent = 1;
        bool seekable = Seek(descriptor, 0, fromCurrent) >= 0;
        _ = CloseFile(descriptor);
        return seekable;
    }

    /// <summary>Flushes an open file to the device; throws if the device refuses.</summary>
    public static void Flush(FileStream file)
    {
        if (OperatingSystem.IsWindows())
        {
            file.Flush(flushToDisk: true);
            return;
        }

        file.Flush();
        Flush(file.SafeFileHandle, file.Name);
    }

    /// <summary>
    /// Flushes an open file to the device; throws if the device refuses. The file is then worthless: the system may
    /// have dropped data that it could not write.
    /// </summary>
    public static void Flush(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        int descriptor = (int)file.DangerousGetHandle();
        if (OperatingSystem.IsMacOS() && FileControl(descriptor, MacFullFlush) == 0)
        {
            return;
        }

        if (FSync(descriptor) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new IOException(
                $"{path}: the device did not accept the data (fsync, error {error}); free some space or use another "
                    + "device, then write it again");
        }
    }

    /// <summary>
    /// Asks the system to forget the pages of a flushed file. The next reader then sees what the device has, and a
    /// sequential read brings large pages, whereas a writer's pages are small (a walk over a million rows is 15 %
    /// slower on them, scattered rows take twice as long). A request, not a guarantee.
    /// </summary>
    public static void ForgetPages(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            _ = FileAdvise((int)file.DangerousGetHandle(), 0, 0, AdviseDontNeed);
        }
    }

    /// <summary>
    /// Tries to take a lock that ends with the file's handle, without waiting. On Windows opening is the lock.
    /// </summary>
    public static FileLock TryLock(SafeFileHandle file, bool exclusive)
    {
        if (OperatingSystem.IsWindows())
        {
            return FileLock.Held;
        }

        if (FLock((int)file.DangerousGetHandle(), (exclusive ? LockExclusive : LockShared) | LockWithoutWaiting) == 0)
        {
            return FileLock.Held;
        }

        return Marshal.GetLastPInvokeError() == WouldBlock ? FileLock.HeldByAnother : FileLock.NotSupported;
    }

    /// <summary>Whether an open failed because another process holds the file.</summary>
    public static bool IsSharingViolation(IOException fault)
    {
        const int sharingViolation = unchecked((int)0x80070020);
        return fault.HResult == (OperatingSystem.IsWindows() ? sharingViolation : WouldBlock);
    }

    /// <summary>Opens a file for reading that another process holds; .NET's own open would ask for a lock.</summary>
    public static SafeFileHandle OpenWithoutLock(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        int descriptor = OpenFile(path, OpenNonBlocking | OpenCloseOnExec);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new IOException($"{path}: cannot be opened (error {error})");
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>
    /// Replaces <paramref name="target"/> with <paramref name="source"/> atomically, within one directory.
    /// </summary>
    public static void Rename(string source, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(source, target, overwrite: true);
            return;
        }

        if (RenameFile(source, target) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new IOException($"{target}: cannot rename {Path.GetFileName(source)} to it (error {error})");
        }
    }

    /// <summary>
    /// Makes a rename durable. Accepts a file system that cannot flush directories, and a directory that may be written
    /// but not read; throws on a device error.
    /// </summary>
    public static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = OpenFile(directory, OperatingSystem.IsLinux() ? OpenDirectory | OpenCloseOnExec : 0);
        int result = descriptor < 0 ? -1 : FSync(descriptor);
        int error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
        {
            _ = CloseFile(descriptor);
        }

        const int notPermitted = 13;
        const int invalid = 22;
        const int notImplemented = 38;
        bool accepted = error is 0 or invalid or notImplemented
            || error == NotSupported
            || (descriptor < 0 && error == notPermitted);
        if (!accepted)
        {
            throw new IOException(
                $"{directory}: the file has its final name, but the directory could not be flushed (error {error}); it "
                    + "may not survive a power failure");
        }
    }

    /// <summary>Maps fresh memory in whole pages.</summary>
    public static byte* MapMemory(nuint bytes, string path)
    {
        const int readWrite = 3;
        const int privateAnonymous = 0x22;
        byte* start = (byte*)MMap(null, bytes, readWrite, privateAnonymous, -1, 0);
        return (nint)start == -1
            ? throw new IOException(
                $"{path}: not enough memory for a copy of {bytes} bytes (error {Marshal.GetLastPInvokeError()})")
            : start;
    }

    /// <summary>Moves memory over a map of the same length, replacing it atomically.</summary>
    public static void MoveMap(byte* source, nuint bytes, byte* target, string path)
    {
        const int read = 1;
        const int mayMoveFixed = 3;
        if (MProtect(source, bytes, read) != 0 || MRemap(source, bytes, bytes, mayMoveFixed, target) != target)
        {
            throw new IOException(
                $"{path}: the system cannot replace the map with a copy (error {Marshal.GetLastPInvokeError()})");
        }
    }

    public static void Unmap(byte* start, nuint bytes) => _ = MUnmap(start, bytes);

    /// <summary>
    /// Asks the kernel to notify this process, and to wait for it, before anyone truncates the file or opens it for
    /// writing; returns 0 or the error.
    /// </summary>
    public static int TakeReadLease(SafeFileHandle file) =>
        FileControl((int)file.DangerousGetHandle(), SetLease, LeaseRead) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Releases the lease, so that waiting processes continue.</summary>
    public static void ReleaseReadLease(SafeFileHandle file) =>
        _ = FileControl((int)file.DangerousGetHandle(), SetLease, LeaseNone);

    /// <summary>Whether another process waits for the lease to end, or it has ended.</summary>
    public static bool IsLeaseBreakRequested(SafeFileHandle file) =>
        FileControl((int)file.DangerousGetHandle(), GetLease, 0) != LeaseRead;

    private const int SetLease = 1024;
    private const int GetLease = 1025;
    private const int LeaseRead = 0;
    private const int LeaseNone = 2;

    private static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    private static int NotSupported => OperatingSystem.IsLinux() ? 95 : 45;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(void* start, nuint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int FileAdvise(int descriptor, long offset, long bytes, int advice);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* MMap(void* start, nuint bytes, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MProtect(void* start, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    private static partial void* MRemap(void* start, nuint bytes, nuint newBytes, int flags, void* newStart);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MUnmap(void* start, nuint bytes);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string source, string target);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int descriptor);
}
