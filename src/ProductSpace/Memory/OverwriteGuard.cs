using System.Runtime.InteropServices;

namespace ProductSpace.Memory;

/// <summary>
/// Keeps mapped files readable when another program truncates or overwrites them in place, which would otherwise end
/// the process. A kernel lease (F_SETLEASE) makes the other program wait while the file is copied over its map; then it
/// proceeds, and the copy stays. Works on Linux, for the file's owner or with CAP_LEASE, on file systems that support
/// leases. The kernel waits 45 seconds by default (/proc/sys/fs/lease-break-time), and the copy takes as much memory as
/// the file is long.
/// </summary>
/// <remarks>
/// The kernel notifies with the signal SIGIO, whose default action ends the process, so the handler is installed before
/// the first lease. The signal does not name the file, so every guarded file is asked.
/// </remarks>
internal static class OverwriteGuard
{
    private const PosixSignal FileIsWanted = (PosixSignal)29;

    private static readonly Lock s_lock = new();
    private static readonly List<WeakReference<MappedFile>> s_files = [];
    private static PosixSignalRegistration? s_signal;

    /// <summary>Guards a map; false if the system does not support that for this file.</summary>
    /// <exception cref="IOException">Another program has the file open for writing.</exception>
    public static bool TryGuard(MappedFile file)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || file.Length == 0)
        {
            return file.Length == 0;
        }

        lock (s_lock)
        {
            s_signal ??= PosixSignalRegistration.Create(FileIsWanted, OnSignal);
            const int openForWriting = 11;
            int error = LibC.TakeReadLease(file.Handle);
            if (error == openForWriting)
            {
                throw new IOException(
                    $"{file.Path}: another program has it open for writing; publish snapshots with `productspace "
                        + "publish`, or wait until it is done");
            }

            if (error == 0)
            {
                s_files.Add(new WeakReference<MappedFile>(file));
                file.IsLeased = true;
            }

            return error == 0;
        }
    }

    /// <summary>Stops guarding a file that is about to be closed, and its lease with it.</summary>
    public static void Remove(MappedFile file)
    {
        lock (s_lock)
        {
            s_files.RemoveAll(reference => !reference.TryGetTarget(out MappedFile? there) || there == file);
        }
    }

    private static void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (s_lock)
        {
            for (int i = s_files.Count - 1; i >= 0; i--)
            {
                if (s_files[i].TryGetTarget(out MappedFile? file) && LibC.IsLeaseBreakRequested(file.Handle))
                {
                    s_files.RemoveAt(i);
                    try
                    {
                        file.MoveToMemory();
                    }
                    catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                    {
                        // Without memory for a copy nothing can be done; making the other program wait would not help.
                    }

                    file.IsLeased = false;
                    LibC.ReleaseReadLease(file.Handle);
                }
            }
        }
    }
}
