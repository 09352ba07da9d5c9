using ProductSpace.Delta;
using ProductSpace.Hosting.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Hosting.Following;

/// <summary>
/// Reads the delta that another process writes beside a generation: as a whole at first, then what was appended, and as a
/// whole again after it was written anew. A delta that cannot be read is no reason to stop: what was read stays, and
/// <see cref="Refusal"/> says why.
/// </summary>
internal sealed class FollowedDelta(bool isUsed, IFileOperations files)
{
    private ProductIndex? _index;
    private DeltaLog? _log;
    private long _issue;
    private long _length;
    private int _records;

    /// <summary>Null where all is well.</summary>
    public string? Refusal { get; private set; }

    public int Used => _log?.Count ?? 0;

    /// <summary>One look; true where something changed, a refusal included.</summary>
    public bool Look(ProductIndex index, string path)
    {
        if (!isUsed)
        {
            return false;
        }

        if (_index != index)
        {
            (_index, _log, _issue, _length, _records) = (index, null, 0, 0, 0);
        }

        string? before = Refusal;
        bool changed = false;
        try
        {
            changed = Read(index, path);
            Refusal = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Part of it may have been applied: the next look begins anew.
            (_issue, _length) = (0, 0);
            Refusal = fault.Message.ReplaceLineEndings(" ");
        }

        return changed || Refusal != before;
    }

    private bool Read(ProductIndex index, string path)
    {
        // The header and the length tell whether it is as it was read.
        if (IsSeen(path))
        {
            return false;
        }

        DeltaContent content = DeltaContent.Read(path, files) ?? throw new FileNotFoundException($"{path}: went while it was read", path);
        if (content.Header.Issue == _issue && _log is not null && content.Records.Count <= _log.Capacity - _log.Count)
        {
            DeltaAttachment.Apply(path, _log, content.Records.Skip(_records));
        }
        else
        {
            (DeltaLog log, content) = DeltaAttachment.Read(path, index, DeltaLog.MinCapacity * 256, files, index.DeltaLog?.EndOrdinal ?? 0)!.Value;
            _log = log;
            index.DeltaLog = log;
        }

        (_issue, _length, _records) = (content.Header.Issue, content.Length + content.TornBytes, content.Records.Count);
        return true;
    }

    /// <summary>True also where there is no file.</summary>
    private bool IsSeen(string path)
    {
        try
        {
            using IByteOwner file = files.OpenRead(path);
            return file.Length == _length && DeltaHeader.ParseAlone(path, file.Bytes.Slice(0, (int)Math.Min(file.Length, DeltaHeader.Bytes))) is var header && header.Issue == _issue;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }
}
