using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProductSpace.RecallBench.Opening;

/// <summary>
/// The pages of one file in the system's page cache: brought in by reading, dropped by posix_fadvise, which needs no rights
/// beyond reading but drops nothing that another process has mapped or that is not on the device yet. So what is left is
/// counted (mincore) before a figure is called cold. Linux only.
/// </summary>
internal static unsafe partial class PageCache
{
    private const int DontNeed = 4;

    public static void Fill(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] buffer = new byte[1 << 20];
        while (file.Read(buffer) > 0)
        {
            // Reading is all.
        }
    }

    /// <exception cref="InvalidOperationException">part of the file stays, or this is not Linux.</exception>
    public static void Drop(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new InvalidOperationException("the page cache can be emptied on Linux only; ask for --cache warm");
        }

        using SafeFileHandle handle = File.OpenHandle(path);
        int error = Advise((int)handle.DangerousGetHandle(), 0, 0, DontNeed);
        double left = ResidentShare(path);
        if (error != 0 || left > 0.01)
        {
            throw new InvalidOperationException($"{path}: {left:P1} stays in the page cache (posix_fadvise: {error}); does another process have it open, or was it just written?");
        }
    }

    /// <summary>Share of the file's pages that are in memory.</summary>
    public static double ResidentShare(string path)
    {
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            long bytes = new FileInfo(path).Length;
            byte[] pages = new byte[(bytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize];
            fixed (byte* states = pages)
            {
                if (InCore(start, (nuint)bytes, states) != 0)
                {
                    throw new InvalidOperationException($"{path}: mincore is refused");
                }
            }

            return pages.Count(page => (page & 1) != 0) / (double)Math.Max(1, pages.Length);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int descriptor, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InCore(void* start, nuint length, byte* states);
}
