using ProductSpace.Generations.Shipping;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Shipping;

/// <summary>A source with generations and an empty target, and a fetcher between them that does not wait long.</summary>
internal sealed class FetchFolders : IDisposable
{
    private readonly TemporaryFolder _source = new();
    private readonly TemporaryFolder _target = new();

    public FetchFolders(params string[] published)
    {
        Server = new FileServer(_source.Root);
        foreach (string snapshot in published)
        {
            new GenerationFolder(_source.Root).Publish(snapshot);
        }
    }

    public static FetchOptions Quick => new() { RetryDelay = TimeSpan.FromMilliseconds(1), StallTimeout = TimeSpan.FromSeconds(20) };

    public FileServer Server { get; }

    public string Source => _source.Root;

    public string Target => _target.Root;

    public GenerationFolder Here => new(Target);

    /// <summary>The snapshot at the source, as it is now.</summary>
    public byte[] Expected => File.ReadAllBytes(new GenerationFolder(Source).FindCurrent()!.Path);

    /// <summary>Files of the target that a shop does not know.</summary>
    public string[] Hidden => [.. Directory.GetFiles(Target).Select(path => Path.GetFileName(path)).Where(name => name.StartsWith('.'))];

    public GenerationFetcher Fetcher(FetchOptions? options = null, IFileOperations? files = null, Func<ISnapshotSource, ISnapshotSource>? change = null)
    {
        ISnapshotSource source = new HttpSource(Server.Address, HttpSource.NewClient(), (options ?? Quick).StallTimeout);
        return new GenerationFetcher(change is null ? source : change(source), Target, options ?? Quick, files ?? SystemFiles.Instance);
    }

    public Task<FetchReport> FetchAsync(FetchOptions? options = null) => Fetcher(options).FetchAsync();

    /// <summary>Changes bytes of a file that is read-only.</summary>
    public static void Overwrite(string path, byte[] bytes)
    {
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }

    public void Dispose()
    {
        Server.Dispose();
        _source.Dispose();
        _target.Dispose();
    }
}
