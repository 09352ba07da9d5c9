using System.Diagnostics.CodeAnalysis;

namespace ProductSpace.Filtering;

/// <summary>
/// The values used last, within a number of entries and of bytes; the one unused for longest goes first. Any number of
/// threads; what is in the cache for a key is the same object for all of them until it goes.
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

    /// <summary>Bytes of all entries together.</summary>
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

    /// <summary>Keeps a value, unless another thread was faster: then that one is returned. A value over the bound is not kept.</summary>
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
