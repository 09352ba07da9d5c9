using System.Diagnostics;

namespace ProductSpace.VectorData.Vectors;

/// <summary>
/// Keeps the closest of the offered records: a heap with the least close at its root. Equal ones are ordered by what
/// was offered with them, so that an answer does not depend on the order of offers. Not thread-safe.
/// </summary>
internal sealed class TopHits
{
    /// <summary>Larger ones are left to the garbage collector.</summary>
    private const int MostKept = 1024;

    [ThreadStatic]
    private static TopHits? t_spare;

    private Hit[] _heap = [];
    private int _capacity;

    public int Count { get; private set; }

    /// <summary>Takes one for a number of records; give it back by <see cref="Return"/>.</summary>
    public static TopHits Rent(int capacity)
    {
        TopHits hits = t_spare ?? new TopHits();
        t_spare = null;
        hits.Count = 0;
        hits._capacity = capacity;
        if (hits._heap.Length < capacity)
        {
            hits._heap = new Hit[capacity];
        }

        return hits;
    }

    public static void Return(TopHits hits)
    {
        if (hits._heap.Length <= MostKept)
        {
            t_spare = hits;
        }
    }

    /// <summary>Offers a record; a closeness that is no number counts as the least.</summary>
    public void Offer(int record, float closeness)
    {
        Hit hit = new(record, float.IsNaN(closeness) ? float.NegativeInfinity : closeness);
        if (Count < _capacity)
        {
            _heap[Count] = hit;
            RiseFrom(Count++);
        }
        else if (_capacity > 0 && hit.IsBetterThan(_heap[0]))
        {
            _heap[0] = hit;
            SinkFrom(0, Count);
        }
    }

    /// <summary>Returns the kept records, closest first. The heap is used up.</summary>
    public ReadOnlySpan<Hit> Sorted()
    {
        for (int last = Count - 1; last > 0; last--)
        {
            (_heap[0], _heap[last]) = (_heap[last], _heap[0]);
            SinkFrom(0, last);
        }

        return _heap.AsSpan(0, Count);
    }

    private void RiseFrom(int place)
    {
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (!_heap[parent].IsBetterThan(_heap[place]))
            {
                return;
            }

            (_heap[parent], _heap[place]) = (_heap[place], _heap[parent]);
            place = parent;
        }
    }

    private void SinkFrom(int place, int end)
    {
        Debug.Assert(end <= _heap.Length);
        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= end)
            {
                return;
            }

            if (child + 1 < end && _heap[child].IsBetterThan(_heap[child + 1]))
            {
                child++;
            }

            if (!_heap[place].IsBetterThan(_heap[child]))
            {
                return;
            }

            (_heap[child], _heap[place]) = (_heap[place], _heap[child]);
            place = child;
        }
    }
}

/// <summary>A found record.</summary>
/// <param name="Record">Row of the sealed base, or -1 - n for change n.</param>
/// <param name="Closeness">Closeness of its vector; larger is nearer.</param>
internal readonly record struct Hit(int Record, float Closeness)
{
    /// <summary>Closer; of two equally close ones, a sealed one, and the earlier.</summary>
    public bool IsBetterThan(Hit other) =>
        Closeness != other.Closeness ? Closeness > other.Closeness
        : (Record < 0) == (other.Record < 0) ? Math.Abs((long)Record) < Math.Abs((long)other.Record)
        : Record >= 0;
}
