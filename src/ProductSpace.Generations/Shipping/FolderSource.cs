namespace ProductSpace.Generations.Shipping;

/// <summary>Reads generations of a folder that has a path: a mount, a stick, another disk.</summary>
internal sealed class FolderSource(string directory) : ISnapshotSource
{
    public string NameOf(string file) => Path.Combine(directory, file);

    public Task<SourceBody> OpenAsync(
        string file, long start, long end, string? validator, CancellationToken cancellationToken)
    {
        string path = NameOf(file);
        FileInfo info = new(path);
        if (!info.Exists)
        {
            throw new FetchException(
                FetchFault.Refused,
                $"{path}: no such file; name a folder of generations, and publish into it first");
        }

        if ((info.Attributes & FileAttributes.Device) != 0)
        {
            throw new FetchException(FetchFault.Refused, $"{path}: is not a regular file");
        }

        // Like a server's tag: proves that the file is another, not that it is the same.
        string now = FormattableString.Invariant($"{info.Length}-{info.LastWriteTimeUtc.Ticks}");
        if (validator is not null && validator != now)
        {
            throw new FetchException(FetchFault.Changed, $"{path}: was replaced while it was fetched; fetch again");
        }

        FileStream stream;
        try
        {
            stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, useAsync: true);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new FetchException(
                FetchFault.Refused, $"{path}: may not be read by this user; change its rights", fault);
        }

        stream.Position = Math.Min(start, stream.Length);
        return Task.FromResult(new SourceBody(stream, stream.Position, stream.Length, now));
    }
}
