namespace ProductSpace.Training.Records;

/// <summary>
/// Sorts more records than fit in memory: full chunks are sorted and written to a temporary file as runs, which are
/// merged on reading. The order must be total, so that the result does not depend on the size of a chunk. One chunk
/// stays in memory.
/// </summary>
internal sealed class ExternalSorter<T>(string folder, int chunkRecords) : IDisposable
    where T : unmanaged, IComparable<T>
{
    private const int MergeRecords = 1 << 12;
    private const int FirstRecords = 1 << 10;

    private readonly RecordFile<T> _runs = new(folder);
    private readonly List<(long Start, long Count)> _ranges = [];
    private T[] _chunk = new T[Math.Min(FirstRecords, chunkRecords)];
    private int _count;
    private bool _isSorted;

    public long Count => _runs.Count + _count;

    public void Add(in T record)
    {
        if (_count == _chunk.Length)
        {
            Grow();
        }

        _chunk[_count++] = record;
        _isSorted = false;
    }

    /// <summary>Returns all records in order; can be called again.</summary>
    public IEnumerable<T> Sorted()
    {
        if (!_isSorted)
        {
            _chunk.AsSpan(0, _count).Sort();
            _isSorted = true;
        }

        return _ranges.Count == 0 ? InMemory() : Merge();
    }

    public void Dispose() => _runs.Dispose();

    private void Grow()
    {
        if (_count < chunkRecords)
        {
            Array.Resize(ref _chunk, (int)Math.Min(chunkRecords, _count * 2L));
            return;
        }

        Span<T> run = _chunk.AsSpan(0, _count);
        run.Sort();
        _ranges.Add((_runs.Count, _count));
        foreach (ref readonly T record in run)
        {
            _runs.Append(record);
        }

        _count = 0;
    }

    private IEnumerable<T> InMemory()
    {
        for (int i = 0; i < _count; i++)
        {
            yield return _chunk[i];
        }
    }

    private IEnumerable<T> Merge()
    {
        PriorityQueue<IEnumerator<T>, T> queue = new(_ranges.Count + 1);
        List<IEnumerator<T>> all = [];
        try
        {
            IEnumerable<IEnumerable<T>> runs = _ranges
                .Select(range => _runs.Read(range.Start, range.Count, MergeRecords))
                .Append(InMemory());
            foreach (IEnumerable<T> run in runs)
            {
                IEnumerator<T> records = run.GetEnumerator();
                all.Add(records);
                if (records.MoveNext())
                {
                    queue.Enqueue(records, records.Current);
                }
            }

            while (queue.TryPeek(out IEnumerator<T>? next, out T record))
            {
                yield return record;
                if (next.MoveNext())
                {
                    queue.DequeueEnqueue(next, next.Current);
                }
                else
                {
                    queue.Dequeue();
                }
            }
        }
        finally
        {
            all.ForEach(records => records.Dispose());
        }
    }
}
