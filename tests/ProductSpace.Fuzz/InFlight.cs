using System.IO.MemoryMappedFiles;

namespace ProductSpace.Fuzz;

/// <summary>
/// The mutant that each thread is at, in a mapped file: it outlives a process that a read into a guard page ends, and names
/// the mutant that did it. One number of 64 bits a thread, -1 for none, each in a cache line of its own.
/// </summary>
internal sealed unsafe class InFlight : IDisposable
{
    private const int Stride = 8;

    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long* _numbers;

    public InFlight(string path, int threads)
    {
        long bytes = (long)threads * Stride * sizeof(long);
        _map = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, bytes);
        _view = _map.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _numbers = (long*)start;
        new Span<byte>(start, (int)bytes).Fill(byte.MaxValue);
    }

    /// <summary>Says what a thread is at.</summary>
    public void Set(int thread, long number) => Volatile.Write(ref _numbers[thread * Stride], number);

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
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
