using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using ProductSpace.Memory;

namespace ProductSpace.Training.Models;

/// <summary>
/// A folder with a hidden name beside a target, .NAME.MARK-PROCESS-8 hexadecimal digits, in which a run works. It is
/// held by a lock that the system releases with the process, so that the next run knows what a killed one left. Where
/// there are no locks on folders, leftovers stay.
/// </summary>
internal sealed class HiddenFolder : IDisposable
{
    /// <summary>A folder that has just been created may not be locked yet.</summary>
    private static readonly TimeSpan s_minAge = TimeSpan.FromMinutes(1);

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private readonly SafeFileHandle? _held;

    /// <summary>Creates and holds a folder.</summary>
    public HiddenFolder(string path)
    {
        FullPath = path;
        Directory.CreateDirectory(path);
        _held = LibC.TryLockDirectory(path, exclusive: false);
    }

    public string FullPath { get; }

    /// <summary>Returns the end of a hidden name that no other has: process and random digits.</summary>
    public static string NewMark() =>
        $"{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>Removes folders of this form beside a target that no process holds.</summary>
    /// <param name="target">The target, as a full path.</param>
    /// <param name="kind">What stands between its name and the process, such as ".tmp-".</param>
    /// <param name="isOfAnyAge">Whether folders are held before they get the hidden name.</param>
    public static void Sweep(string target, string kind, bool isOfAnyAge = false)
    {
        string start = $".{Path.GetFileName(target)}{kind}";
        try
        {
            foreach (string folder in Directory.EnumerateDirectories(Path.GetDirectoryName(target)!, start + "*"))
            {
                if (IsMark(Path.GetFileName(folder).AsSpan(start.Length))
                    && (isOfAnyAge || DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) >= s_minAge))
                {
                    RemoveIfDead(folder);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed is left to a later run.
        }
    }

    public void Dispose() => _held?.Dispose();

    private static void RemoveIfDead(string folder)
    {
        using SafeFileHandle? held = LibC.TryLockDirectory(folder, exclusive: true);
        if (held is not null && new DirectoryInfo(folder).LinkTarget is null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsMark(ReadOnlySpan<char> mark)
    {
        const int randomDigits = 8;
        int dash = mark.IndexOf('-');
        return dash > 0
            && !mark[..dash].ContainsAnyExceptInRange('0', '9')
            && mark.Length == dash + 1 + randomDigits
            && !mark[(dash + 1)..].ContainsAnyExcept(s_digits);
    }
}
