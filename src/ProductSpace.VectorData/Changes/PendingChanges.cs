using System.Collections.Concurrent;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Changes;

/// <summary>
/// Changes over one sealed base, in memory. One thread at a time adds and publishes; any number read views, without
/// waiting. A view never changes: what is added later shows in later views only.
/// </summary>
internal sealed class PendingChanges
{
    private readonly RecordFile _base;
    private readonly ValueKind _keyKind;
    private readonly ConcurrentDictionary<object, Change> _newest = new();
    private Change[] _changes = new Change[16];
    private int _count;
    private int[] _hidden = new int[16];
    private int _hiddenCount;
    private int _living;
    private PendingView _view;

    public PendingChanges(RecordFile records)
    {
        _base = records;
        _keyKind = records.Schema[Schema.Key].Kind;
        _view = Make();
    }

    /// <summary>What readers see from now on.</summary>
    public PendingView View => Volatile.Read(ref _view);

    /// <summary>Number of changes, published or not.</summary>
    public int Count => _count;

    /// <summary>Finds the newest change of a key in a view; null if the base says of it what there is.</summary>
    public Change? Find(object key, PendingView view)
    {
        Change? change = _newest.GetValueOrDefault(key);
        while (change is not null && change.Number >= view.Count)
        {
            change = change.Before;
        }

        return change;
    }

    /// <summary>Whether the key has a record now, published or not.</summary>
    public bool Exists(object key) => _newest.TryGetValue(key, out Change? change)
        ? change.Values is not null
        : _base.Find(KeyText.BytesOf(_keyKind, key)) >= 0;

    /// <summary>Adds a change; the next view has it. Deleting what does not exist is no change.</summary>
    public void Add(object key, object?[]? values)
    {
        if (_newest.TryGetValue(key, out Change? before))
        {
            if (before.Values is null && values is null)
            {
                return;
            }

            before.ReplacedAt = _count;
            _living -= before.Values is null ? 0 : 1;
        }
        else if (_base.Find(KeyText.BytesOf(_keyKind, key)) is int row and >= 0)
        {
            Append(ref _hidden, _hiddenCount++, row);
        }
        else if (values is null)
        {
            return;
        }

        _living += values is null ? 0 : 1;
        Change change = new(key, values, _count, before);
        Append(ref _changes, _count++, change);
        _newest[key] = change;
    }

    /// <summary>Shows what was added.</summary>
    public void Publish() => Volatile.Write(ref _view, Make());

    private PendingView Make() => new(_changes, _count, _hidden, _hiddenCount, _base.Count, _living);

    /// <summary>Adds at the end; a full array is replaced by a larger copy, since views read it.</summary>
    private static void Append<T>(ref T[] array, int at, T value)
    {
        if (at == array.Length)
        {
            Array.Resize(ref array, 2 * at);
        }

        array[at] = value;
    }
}
