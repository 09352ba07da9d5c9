using System.IO.MemoryMappedFiles;

namespace ProductSpace.Tests.Hostile;

/// <summary>
/// The mutant that each thread is at, in a mapped file: it outlives a process that a read into a guard page ends, and names
/// the mutant that did it. One number of 64 bits a thread, -1 for none.
/// </summary>
internal sealed class InFlight : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    public InFlight(string path, int threads)
    {
        Threads = threads;
        _map = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, threads * sizeof(long));
        _view = _map.CreateViewAccessor();
        for (int thread = 0; thread < threads; thread++)
        {
            this[thread] = -1;
        }
    }

    public int Threads { get; }

    public long this[int thread]
    {
        get => _view.ReadInt64(thread * sizeof(long));
        set => _view.Write(thread * sizeof(long), value);
    }

    /// <summary>What a process that ended was at; empty where there is no such file.</summary>
    public static long[] Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        byte[] bytes = File.ReadAllBytes(path);
        List<long> numbers = [];
        for (int at = 0; at + sizeof(long) <= bytes.Length; at += sizeof(long))
        {
            long number = BitConverter.ToInt64(bytes, at);
            if (number >= 0)
            {
                numbers.Add(number);
            }
        }

        return [.. numbers];
    }

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }
}
