using System.Diagnostics.CodeAnalysis;

namespace ProductSpace.Filtering;

/// <summary>
/// Keeps the most recently used values within a number of entries and of bytes. Thread-safe; until it is evicted, a
/// key's value is one object for all threads.
/// </summary>
internal sealed class LruCache<TKey, TValue>(int maxEntries, long maxBytes)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Total bytes of all entries.</summary>
    public long Bytes { get; private set; }

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_lock)
        {
            value = null;
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                value = node.Value.Value;
            }

            return value is not null;
        }
    }

    /// <summary>
    /// Adds a value, unless another thread was faster, whose value is then returned. A value larger than the cache is
    /// not kept.
    /// </summary>
    public TValue Add(TKey key, TValue value, long bytes)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? known))
            {
                return known.Value.Value;
            }

            if (bytes > maxBytes)
            {
                return value;
            }

            _entries.Add(key, _byUse.AddFirst(new Entry(key, value, bytes)));
            Bytes += bytes;
            while (_entries.Count > maxEntries || Bytes > maxBytes)
            {
                Entry oldest = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _entries.Remove(oldest.Key);
                Bytes -= oldest.Bytes;
            }

            return value;
        }
    }

    private sealed record Entry(TKey Key, TValue Value, long Bytes);
}
