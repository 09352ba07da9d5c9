using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// A file system of its own for a test, on Linux and for root: a small tmpfs that fills up, or ext4 in a file, from which the
/// power can be cut: the kernel drops everything that did not reach the device (FS_IOC_SHUTDOWN without a flush of the log).
/// </summary>
internal sealed class Mounted : IDisposable
{
    private const int Detach = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("productspace-mount-");
    private readonly string _device;
    private readonly string _type;
    private readonly string _options;
    private bool _isMounted;

    private Mounted(string type, string options, int imageBytes)
    {
        _type = type;
        _options = options;
        Root = _folder.CreateSubdirectory("root").FullName;
        _device = "tmpfs";
        if (imageBytes > 0)
        {
            string image = Path.Combine(_folder.FullName, "image");
            using (FileStream file = File.Create(image))
            {
                file.SetLength(imageBytes);
            }

            Run("mkfs.ext4", "-qF", "-O", "^huge_file", image);
            _device = Run("losetup", "--find", "--show", image).Trim();
        }

        Mount();
    }

    public string Root { get; }

    /// <summary>Why a test cannot run here; null where it can.</summary>
    public static string? Missing
    {
        get
        {
            if (!OperatingSystem.IsLinux() || geteuid() != 0)
            {
                return "mounting needs root on Linux";
            }

            try
            {
                Tmpfs("size=64k").Dispose();
                return null;
            }
            catch (Exception fault) when (fault is IOException or System.ComponentModel.Win32Exception)
            {
                return $"mounting is not allowed here: {fault.Message}";
            }
        }
    }

    /// <summary>As <see cref="Missing"/>, for ext4 in a file.</summary>
    public static string? MissingExt4
    {
        get
        {
            try
            {
                if (Missing is string missing)
                {
                    return missing;
                }

                Ext4(string.Empty).Dispose();
                return null;
            }
            catch (Exception fault) when (fault is IOException or System.ComponentModel.Win32Exception)
            {
                return $"ext4 in a file cannot be had here: {fault.Message}";
            }
        }
    }

    public static Mounted Tmpfs(string options) => new("tmpfs", options, 0);

    public static Mounted Ext4(string options) => new("ext4", options, 24 << 20);

    public void Remount(string options)
    {
        if (mount(_device, Root, _type, 32, options) != 0)
        {
            throw new IOException($"remount: error {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>From here on nothing reaches the device.</summary>
    public void CutPower()
    {
        const ulong shutdown = 0x8004587d;
        int descriptor = open(Root, 0x90000);
        int withoutLog = 2;
        int result = ioctl(descriptor, shutdown, ref withoutLog);
        int error = Marshal.GetLastPInvokeError();
        _ = close(descriptor);
        if (result != 0)
        {
            throw new IOException($"power cut: error {error}");
        }
    }

    /// <summary>Mounts what the device has, as after a restart.</summary>
    public void Restart()
    {
        Unmount();
        Mount();
    }

    public void Dispose()
    {
        Unmount();
        if (_device != "tmpfs")
        {
            Run("losetup", "--detach", _device);
        }

        _folder.Delete(recursive: true);
    }

    private void Mount()
    {
        if (mount(_device, Root, _type, 0, _options) != 0)
        {
            throw new IOException($"mount of {_type}: error {Marshal.GetLastPInvokeError()}");
        }

        _isMounted = true;
    }

    private void Unmount()
    {
        if (_isMounted)
        {
            // Busy for a moment while a closed file's map goes.
            for (int i = 0; i < 200 && umount2(Root, 0) != 0; i++)
            {
                Thread.Sleep(10);
                if (i == 150)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }

                if (i == 199)
                {
                    _ = umount2(Root, Detach);
                }
            }

            _isMounted = false;
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new IOException($"{program}: {error}");
    }

#pragma warning disable SYSLIB1054, CA2101, IDE1006, SA1300 // A handful of calls in one test class; generated ones would need unsafe code.
    [DllImport("libc", SetLastError = true)]
    private static extern int mount(string source, string target, string type, ulong flags, string data);

    [DllImport("libc", SetLastError = true)]
    private static extern int umount2(string target, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(int descriptor, ulong request, ref int argument);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);

    [DllImport("libc")]
    private static extern uint geteuid();
#pragma warning restore SYSLIB1054, CA2101, IDE1006, SA1300
}
