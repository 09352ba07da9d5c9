using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProductSpace.Memory;

/// <summary>Asks what stands under a name, and locks directories.</summary>
internal static unsafe partial class LibC
{
    private const int KindMask = 0xF000;

    /// <summary>
    /// Reads kind and identity of what a name leads to, links followed; null if nothing is there, or the system does
    /// not tell.
    /// </summary>
    public static FileStatus? StatusOf(string path)
    {
        const int currentDirectory = -100;
        const uint basicFields = 0x7FF;
        const int modeAt = 28;
        const int inodeAt = 32;
        const int majorAt = 136;
        const int minorAt = 140;
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> status = stackalloc byte[256];
        status.Clear();
        try
        {
            fixed (byte* start = status)
            {
                if (StatX(currentDirectory, path, 0, basicFields, start) != 0)
                {
                    return null;
                }
            }
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library.
            return null;
        }

        long device = ((long)BinaryPrimitives.ReadUInt32LittleEndian(status[majorAt..]) << 32)
            | BinaryPrimitives.ReadUInt32LittleEndian(status[minorAt..]);
        return new FileStatus(
            (FileKind)(BinaryPrimitives.ReadUInt16LittleEndian(status[modeAt..]) & KindMask),
            device,
            BinaryPrimitives.ReadUInt64LittleEndian(status[inodeAt..]));
    }

    /// <summary>
    /// Locks a directory until the handle is disposed or the process ends, whatever ends it. The lock goes along when
    /// the directory is renamed. Null if another process holds it, or the file system has no such locks.
    /// </summary>
    public static SafeFileHandle? TryLockDirectory(string directory, bool exclusive)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        int descriptor = OpenFile(directory, OperatingSystem.IsLinux() ? OpenDirectory | OpenCloseOnExec : 0);
        if (descriptor < 0)
        {
            return null;
        }

        SafeFileHandle handle = new(descriptor, ownsHandle: true);
        if (TryLock(handle, exclusive) == FileLock.Held)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, byte* status);
}

/// <summary>What stands under a name, by the numbers of the system.</summary>
internal enum FileKind
{
    Pipe = 0x1000,
    CharacterDevice = 0x2000,
    Directory = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    Socket = 0xC000,
}

/// <summary>Kind of a file and, by device and number, which one it is, whatever its name.</summary>
internal readonly record struct FileStatus(FileKind Kind, long Device, ulong Number)
{
    public bool IsSameAs(FileStatus other) => Device == other.Device && Number == other.Number;
}
