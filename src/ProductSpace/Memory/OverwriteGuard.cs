using System.Runtime.InteropServices;

namespace ProductSpace.Memory;

/// <summary>
/// Keeps mapped files readable when another program cuts or overwrites them in place, which would else end the process. A
/// lease of the kernel (F_SETLEASE) makes the other program wait while the file is copied to where its map is; then it goes
/// on, and the copy stays. Linux only; for the file's owner, or with CAP_LEASE; on file systems that have leases. The kernel
/// waits 45 seconds as a rule (/proc/sys/fs/lease-break-time), and the copy takes the file's length in memory.
/// </summary>
/// <remarks>
/// The kernel tells by a signal, SIGIO, which by itself would end the process: its handler is in place before the first lease.
/// It does not name the file, so that each guarded one is asked.
/// </remarks>
internal static class OverwriteGuard
{
    private const PosixSignal FileIsWanted = (PosixSignal)29;

    private static readonly Lock s_lock = new();
    private static readonly List<WeakReference<MappedFile>> s_files = [];
    private static PosixSignalRegistration? s_signal;

    /// <summary>Guards a map; false where the system does not do that for this file.</summary>
    /// <exception cref="IOException">somebody has the file open for writing now.</exception>
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
                throw new IOException($"{file.Path}: another program has it open for writing; publish snapshots by `productspace publish`, or wait until it is done");
            }

            if (error == 0)
            {
                s_files.Add(new WeakReference<MappedFile>(file));
                file.IsLeased = true;
            }

            return error == 0;
        }
    }

    /// <summary>The file is about to be closed, and its lease with it.</summary>
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
                if (s_files[i].TryGetTarget(out MappedFile? file) && LibC.IsLeaseAsked(file.Handle))
                {
                    s_files.RemoveAt(i);
                    try
                    {
                        file.MoveToMemory();
                    }
                    catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                    {
                        // Without memory for a copy nothing can be done; letting the other program wait would not help.
                    }

                    file.IsLeased = false;
                    LibC.GiveLeaseBack(file.Handle);
                }
            }
        }
    }
}
