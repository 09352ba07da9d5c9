using System.Collections.Concurrent;
using ProductSpace.Generations.Tests.Faults;
using ProductSpace.Memory;

namespace ProductSpace.Hosting.Tests.ManyShops;

/// <summary>
/// Counts the maps of each folder, and says where two of one folder are there at once. In a race that closes shops that is no
/// fault: a map goes on another thread, when the shop may be open again.
/// </summary>
internal sealed class WatchedFiles() : ForwardingFiles(SystemFiles.Instance)
{
    private readonly ConcurrentDictionary<string, Watched> _folders = new();

    /// <summary>Time that an opening takes at least, so that others come meanwhile.</summary>
    public int OpeningMilliseconds { get; init; }

    /// <summary>Whether a folder may be open twice.</summary>
    public bool MayLinger { get; init; }

    public ConcurrentQueue<string> Faults { get; } = new();

    public int Opened => _folders.Values.Sum(folder => folder.Opened);

    public int PointerReads { get; private set; }

    public override byte[]? ReadSmall(string path, int mostBytes)
    {
        PointerReads++;
        return base.ReadSmall(path, mostBytes);
    }

    public override IByteOwner OpenRead(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        Watched watched = Of(folder);
        Interlocked.Increment(ref watched.Opened);
        if (Interlocked.Increment(ref watched.Maps) > 1 && !MayLinger)
        {
            Faults.Enqueue($"{folder} is open twice");
        }

        if (OpeningMilliseconds > 0)
        {
            Thread.Sleep(OpeningMilliseconds);
        }

        return new Owner(base.OpenRead(path), () => Interlocked.Decrement(ref watched.Maps));
    }

    private Watched Of(string folder) => _folders.GetOrAdd(Path.GetFullPath(folder), _ => new Watched());

    private sealed class Watched
    {
        public int Maps;
        public int Opened;
    }

    private sealed class Owner(IByteOwner inner, Action gone) : IByteOwner
    {
        private int _done;

        public string Path => inner.Path;

        public long Length => inner.Length;

        public NativeView<byte> Bytes => inner.Bytes;

        public void Prefault(long start, long length) => inner.Prefault(start, length);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _done, 1) == 0)
            {
                gone();
            }

            inner.Dispose();
        }
    }
}
