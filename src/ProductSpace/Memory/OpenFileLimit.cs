using System.Runtime.InteropServices;

namespace ProductSpace.Memory;

/// <summary>Number of files that this process may have open at a time, as the operating system says.</summary>
internal static partial class OpenFileLimit
{
    /// <summary>
    /// Files that the runtime, its libraries and the files of a shop need together. Below it, a library may fail to
    /// load at any place, and the message would name the library and not the cause.
    /// </summary>
    public const long Least = 96;

    private const int OfLinux = 7;
    private const int OfMac = 8;

    /// <summary>Returns the limit; null where the system has none or does not say.</summary>
    public static long? Read()
    {
        if (!Environment.Is64BitProcess || !(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()))
        {
            return null;
        }

        Limit limit = default;
        int done = GetLimit(OperatingSystem.IsLinux() ? OfLinux : OfMac, ref limit);
        return done != 0 || limit.Now > long.MaxValue ? null : (long)limit.Now;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ref Limit limit);

    private struct Limit
    {
        public ulong Now;
        public ulong Most;
    }
}
