using ProductSpace.Memory;

namespace ProductSpace.Generations.Folders;

/// <summary>A lock file of a folder that names its holder: process, host and time.</summary>
internal static class FolderLock
{
    /// <summary>Takes the lock; null if another holds it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IDisposable? TryTake(IFileOperations files, string path)
    {
        string time = $"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss}Z";
        return files.TryLock(path, $"process {Environment.ProcessId} on {Environment.MachineName}, since {time}");
    }

    public static string HolderOf(string path) =>
        LockFile.HolderOf(path) is { Length: > 0 } holder ? holder : "another process";
}
