using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Generations.Following;

/// <summary>
/// Reads the delta that another process writes beside a generation: as a whole at first, then what was appended, and as
/// a whole again after the file was rewritten. Where the newest changes are still in the delta of another generation,
/// they are taken over in memory. A delta that cannot be read stops nothing: what was read before stays, also over a
/// swap, and <see cref="Refusal"/> says why.
/// </summary>
internal sealed class FollowedDelta(bool isUsed, IFileOperations files)
{
    private const int MinCapacity = DeltaLog.MinCapacity * 256;

    private ProductIndex? _index;
    private DeltaLog? _log;
    private NewestDelta? _seen;
    private int _records;

    /// <summary>Null if the newest delta is merged in.</summary>
    public string? Refusal { get; private set; }

    public int Used => _log?.Count ?? 0;

    /// <summary>Looks at the file once; returns true if something changed, a refusal included.</summary>
    public bool Look(ProductIndex index, string path)
    {
        if (!isUsed)
        {
            return false;
        }

        (ProductIndex? olderIndex, DeltaLog? older) = _index != index ? (_index, _log) : (null, null);
        if (_index != index)
        {
            (_index, _log, _seen, _records) = (index, null, null, 0);
        }

        string? before = Refusal;
        bool changed = false;
        try
        {
            changed = Read(index, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Part of it may have been applied: the next look reads the whole file.
            _seen = null;
            Refusal = fault.Message.ReplaceLineEndings(" ");
            if (olderIndex is not null && older is not null)
            {
                Keep(index, olderIndex, older);
            }
        }

        return changed || Refusal != before;
    }

    private bool Read(ProductIndex index, string path)
    {
        NewestDelta found = NewestDelta.Find(path, files);
        if (found == _seen)
        {
            return false;
        }

        if (found.Newest is null)
        {
            // There is no delta any more, or was none: what was read before stays.
            Refusal = null;
            return false;
        }

        if (found.IsElsewhere)
        {
            CarriedChanges carried = TakeOver(index, found);
            Refusal = carried.FaultOf(found.Newest.Path, index.Info.Path, index.Dimension);
        }
        else
        {
            ReadOwn(index, path, found);
            Refusal = null;
        }

        _seen = found;
        return true;
    }

    private CarriedChanges TakeOver(ProductIndex index, NewestDelta found)
    {
        (_log, CarriedChanges carried) = DeltaTakeover.Read(index, found, MinCapacity, EndOrdinal(index), files);
        index.DeltaLog = _log;
        return carried;
    }

    private void ReadOwn(ProductIndex index, string path, NewestDelta found)
    {
        DeltaContent content = DeltaContent.Read(path, files)
            ?? throw new FileNotFoundException($"{path}: was removed while it was read", path);
        bool isSameFile = _seen is { IsElsewhere: false } && content.Header == _seen.Own?.Header
            && content.Header == found.Own?.Header;
        if (isSameFile && _log is not null && content.Records.Count <= _log.Capacity - _log.Count)
        {
            DeltaAttachment.Apply(path, _log, content.Records.Skip(_records));
        }
        else
        {
            _log = DeltaAttachment.Load(path, content, index, MinCapacity, EndOrdinal(index));
            index.DeltaLog = _log;
        }

        _records = content.Records.Count;
    }

    /// <summary>Goes on with what was read over the generation before, while the files cannot be read.</summary>
    private void Keep(ProductIndex index, ProductIndex olderIndex, DeltaLog older)
    {
        int capacity = Math.Min(2 * older.Capacity, DeltaLog.MaxCapacity);
        DeltaLog log = index.NewDelta(capacity, EndOrdinal(index));
        try
        {
            // The log reads ids of its base: not after that was unmapped.
            olderIndex.Enter();
            try
            {
                DeltaAttachment.Carry(index, log, older.Living());
            }
            finally
            {
                olderIndex.Exit();
            }
        }
        catch (Exception fault) when (fault is DeltaException or ObjectDisposedException)
        {
            // Only the largest delta of all has no room: what fits is better than nothing.
        }

        _log = log;
        index.DeltaLog = log;
    }

    private static int EndOrdinal(ProductIndex index) => index.DeltaLog?.EndOrdinal ?? 0;
}
